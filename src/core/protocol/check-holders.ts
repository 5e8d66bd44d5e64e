/** Whether somebody always holds the family: while nobody is named in a role, its manager does (design, promise 2). */
import type { Note } from './check-sense.ts';
import type { Protocol, Role, RoleId } from './protocol.ts';
import { type Log, nameOf } from './reading.ts';

/** Notes managers who go round in a circle, and roles that hold a family with nobody behind them. */
export function checkHolders(protocol: Protocol, log: Log, note: Note): void {
  const { roles, pathways } = protocol;
  const circles = new Set<RoleId>();
  for (const role of roles.values()) {
    if (!isOwnManager(role, roles)) continue;
    circles.add(role.id);
    note(role, `${nameOf(log, role)} is its own manager, directly or through others`, 'manager');
  }
  for (const pathway of pathways.values()) {
    for (const stage of pathway.stages.values()) {
      const named = stage.holder !== 'unchanged' && stage.holder !== 'as-before';
      const role = named ? roles.get(stage.holder) : undefined;
      if (role === undefined || circles.has(role.id)) continue;
      const last = lastResort(role, roles);
      if (last.held === 'team') continue;
      const whose =
        last === role ? 'has no manager' : `has managers up to "${last.id}", who has none`;
      note(
        stage,
        `${nameOf(log, stage)} is held by role "${role.id}", which is one person for each family and ${whose}. While nobody is named, nobody would hold the family`,
        'holder',
      );
    }
  }
}

function isOwnManager(role: Role, roles: Protocol['roles']): boolean {
  return chain(role, roles).some((each, index) => index > 0 && each === role);
}

/** Who holds the family in the end while nobody is named: the nearest team, or the last person of the chain. */
function lastResort(role: Role, roles: Protocol['roles']): Role {
  const all = chain(role, roles);
  return all.find(({ held }) => held === 'team') ?? all.at(-1) ?? role;
}

/** The role, its manager, the manager's manager and so on; ends with the first that comes round again. */
function chain(role: Role, roles: Protocol['roles']): readonly Role[] {
  const found = [role];
  for (let next = managerOf(role, roles); next !== undefined; next = managerOf(next, roles)) {
    const again = found.includes(next);
    found.push(next);
    if (again) break;
  }
  return found;
}

function managerOf({ manager }: Role, roles: Protocol['roles']): Role | undefined {
  return manager === undefined ? undefined : roles.get(manager);
}
