/** What we use of bpmn-moddle, whose package has types for its elements but not for itself. */
declare module 'bpmn-moddle' {
  export interface BpmnElement {
    readonly $type: string;
    readonly id: string;
    readonly [property: string]: unknown;
  }
  export class BpmnModdle {
    create(type: string, properties?: Readonly<Record<string, unknown>>): BpmnElement;
    toXML(
      element: BpmnElement,
      options?: { readonly format?: boolean },
    ): Promise<{ readonly xml: string }>;
    fromXML(xml: string): Promise<{
      readonly rootElement: BpmnElement;
      readonly warnings: readonly { readonly message: string }[];
    }>;
  }
}
