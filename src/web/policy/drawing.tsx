import type { Drawing } from '../../drawing/draw-pathway.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { raw } from '../jsx/safe-html.ts';

/** The drawing of a pathway, at the size at which its words can be read: wider than a phone, so it scrolls in its frame. */
export function PathwayDrawing(props: {
  readonly drawing: Drawing;
  /** The pathway's title, for those who come to the frame with the keyboard. */
  readonly title: string;
}): SafeHtml {
  const { svg, legend } = props.drawing;
  return (
    <figure class="app-drawing-figure">
      <section
        class="app-drawing-frame"
        aria-label={`Drawing: ${props.title}`}
        // A frame that scrolls must be reachable with the keyboard.
        tabindex={0}
      >
        {sized(svg)}
      </section>
      <figcaption>
        <Key />
        <Numbers legend={legend} />
      </figcaption>
    </figure>
  );
}

/** Our own renderer made it, with every word of the policy escaped; it only says here how large it is. */
function sized(svg: string): SafeHtml {
  const [, , , width, height] = /viewBox="(\S+) (\S+) (\d+)\S* (\d+)\S*"/.exec(svg) ?? [];
  if (width === undefined || height === undefined) return raw(svg);
  return raw(svg.replace('<svg ', `<svg width="${width}" height="${height}" `));
}

function Key(): SafeHtml {
  return (
    <ul class="govuk-list app-drawing-key">
      <li class="app-drawing-key__item app-drawing-key__item--statutory">
        Held by Children’s Social Care
      </li>
      <li class="app-drawing-key__item app-drawing-key__item--early-help">Held by Early Help</li>
      <li class="app-drawing-key__item app-drawing-key__item--end">A double line: an end</li>
      <li class="app-drawing-key__item app-drawing-key__item--back">A broken line: a way back</li>
    </ul>
  );
}

function Numbers({ legend }: Pick<Drawing, 'legend'>): SafeHtml {
  if (legend.length === 0) return Fragment({});
  return (
    <>
      <p class="govuk-body-s app-lines">Steps that can be taken from many stages:</p>
      <ul class="govuk-list app-small">
        {legend.map(({ number, says }) => (
          <li>
            ({number}) {says}
          </li>
        ))}
      </ul>
    </>
  );
}
