/** Pages that look over many families or over none: meetings, the front door, dates and the policy. */
import { addClockPages } from '../clocks/pages.ts';
import { addPolicyPages } from '../policy/pages.ts';
import type { AddPages } from '../web.ts';
import { addFrontDoor } from './front-door-routes.ts';
import { addMeetingPages } from './meeting-routes.ts';

export const addOverviewPages: AddPages = (app, web) => {
  addMeetingPages(app, web);
  addFrontDoor(app, web);
  addClockPages(app, web);
  addPolicyPages(app, web);
};
