/** A pathway as a picture, in words and as BPMN. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BpmnModdle } from 'bpmn-moddle';
import { pathwayBpmn } from '../../src/drawing/bpmn.ts';
import { drawPathway } from '../../src/drawing/draw-pathway.ts';
import { outline, outlineText } from '../../src/drawing/outline.ts';
import { published } from '../core/family/support.ts';

const protocol = published('cheshire-east/2023');

for (const pathway of protocol.pathways.values()) {
  describe(`The pathway “${pathway.title}”`, () => {
    it('is drawn with every stage, and says in words what the picture shows', async () => {
      const { svg } = await drawPathway(protocol, pathway);
      for (const stage of pathway.stages.keys())
        assert.match(svg, new RegExp(`id="drawn-stage-${stage}"`));
      assert.match(svg, /role="img" aria-labelledby="[^"]+"/);
      assert.match(svg, /<title id=[^>]+>[^<]+<\/title><desc id=[^>]+>[^<]+<\/desc>/);
    });

    it('is drawn without style attributes, scripts or links, so that the content security policy holds', async () => {
      const { svg } = await drawPathway(protocol, pathway);
      assert.doesNotMatch(svg, /style=|<style|<script|\son\w+=|href=/);
    });

    it('marks where a family stands, and who', async () => {
      const stage = pathway.first;
      const { svg } = await drawPathway(protocol, pathway, [{ stage, who: 'Ava <b>and</b> Ben' }]);
      assert.match(svg, /Now: Ava &lt;b&gt;and&lt;\/b&gt; Ben at/);
      assert.doesNotMatch(svg, /<b>/);
    });

    it('is told in words with every stage and every step', () => {
      const text = outlineText(protocol, pathway);
      const told = outline(protocol, pathway);
      assert.equal(told.length, pathway.stages.size);
      for (const stage of pathway.stages.values()) assert.ok(text.includes(stage.title));
      for (const step of pathway.steps.values()) assert.ok(text.includes(step.title));
      assert.doesNotMatch(text, /undefined|\[object/);
    });

    it('opens as BPMN 2.0 without a warning, with every stage in it', async () => {
      const xml = await pathwayBpmn(protocol, pathway);
      const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
      assert.deepEqual(warnings, []);
      assert.equal(rootElement.$type, 'bpmn:Definitions');
      for (const stage of pathway.stages.keys())
        assert.match(xml, new RegExp(`(Stage|End)_${stage.replaceAll('-', '_')}`));
    });
  });
}
