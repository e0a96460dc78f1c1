// A kernel whose front end has died is of no use to anyone: it ends soon after.

/**
 * Calls `gone` once when the process that started this one has ended. Where the launcher could not make way for this
 * process (Windows), it holds a pipe open instead, and says so by GILECTOMY_PARENT=stdin.
 */
export function watchParent(gone: () => void): void {
  if (process.env.GILECTOMY_PARENT === 'stdin') {
    process.stdin.on('end', gone).on('error', gone).resume();
    return;
  }
  const parent = process.ppid;
  setInterval(() => {
    // Orphans are adopted by another process.
    if (process.ppid !== parent) {
      gone();
    }
  }, PERIOD_MS).unref();
}

const PERIOD_MS = 1000;
