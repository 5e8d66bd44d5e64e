import type pg from 'pg';

// pg_dump does not come with the embedded PostgreSQL, and its output differs between versions.
// This says what we rely on, in one order, the same on every version from 15.

interface Line {
  readonly line: string;
}

/** The schema as text: tables with columns, constraints and indexes; functions; policies; what stile_app may do. */
export async function describeSchema(client: pg.Client): Promise<string> {
  const parts: string[] = [];
  for (const [title, statement] of Object.entries(statements)) {
    const { rows } = await client.query<Line>(statement);
    parts.push(`-- ${title}`, ...rows.map(({ line }) => line), '');
  }
  return parts.join('\n');
}

const ownTables = `
  SELECT c.oid, c.relname AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`;

const statements = {
  extensions: `
    SELECT 'CREATE EXTENSION ' || extname || ';' AS line
    FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname`,
  tables: `
    SELECT 'CREATE TABLE ' || t.name || E' (\\n' || (
        SELECT string_agg(line, E',\\n' ORDER BY place, line)
        FROM (
          SELECT a.attnum AS place, '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
            || CASE WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
                    WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END AS line
          FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
          UNION ALL
          SELECT 10000, '  CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid)
          FROM pg_constraint WHERE conrelid = t.oid AND contype <> 'n'
        ) AS lines) || E'\\n);' AS line
    FROM (${ownTables}) AS t ORDER BY t.name`,
  indexes: `
    SELECT pg_get_indexdef(i.indexrelid) || ';' AS line
    FROM pg_index i JOIN (${ownTables}) AS t ON t.oid = i.indrelid
    WHERE NOT i.indisprimary ORDER BY t.name, line`,
  functions: `
    SELECT pg_get_functiondef(p.oid) || ';' AS line
    FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY p.proname`,
  triggers: `
    SELECT pg_get_triggerdef(oid) || ';' AS line FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname`,
  'row-level security': `
    SELECT 'ALTER TABLE ' || t.name || ' ENABLE ROW LEVEL SECURITY;' AS line
    FROM (${ownTables}) AS t JOIN pg_class c ON c.oid = t.oid WHERE c.relrowsecurity
    UNION ALL
    SELECT 'CREATE POLICY ' || policyname || ' ON ' || tablename
      || CASE permissive WHEN 'RESTRICTIVE' THEN ' AS RESTRICTIVE' ELSE '' END || ' FOR ' || cmd
      || coalesce(' USING (' || qual || ')', '') || coalesce(' WITH CHECK (' || with_check || ')', '') || ';'
    FROM pg_policies WHERE schemaname = 'public' ORDER BY line`,
  'what the application may do': `
    SELECT 'GRANT ' || string_agg(privilege, ', ' ORDER BY privilege) || ' ON ' || name || ' TO stile_app;' AS line
    FROM (${ownTables}) AS t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
    WHERE has_table_privilege('stile_app', t.oid, privilege)
    GROUP BY name
    UNION ALL
    SELECT 'GRANT UPDATE (' || string_agg(a.attname, ', ' ORDER BY a.attname) || ') ON ' || name || ' TO stile_app;'
    FROM (${ownTables}) AS t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE NOT has_table_privilege('stile_app', t.oid, 'UPDATE') AND has_column_privilege('stile_app', t.oid, a.attnum, 'UPDATE')
    GROUP BY name
    UNION ALL
    SELECT 'GRANT EXECUTE ON FUNCTION ' || p.oid::regprocedure || ' TO stile_app;' FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND has_function_privilege('stile_app', p.oid, 'EXECUTE')
    ORDER BY line`,
} as const;
