import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

// Every test that needs no database and no process of its own, in this one process: a process a
// file costs seventy times as long. The files are the arguments.
for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    // Named by its file, which is how test/run.ts knows whose failure it is.
    test(file, () => {
      throw error;
    });
  }
}
