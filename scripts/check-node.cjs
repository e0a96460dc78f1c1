// Loaded before the scripts of package.json: names a Node that is too old, with the remedy. The scripts themselves could not: an
// old Node fails to read them. So this file keeps to the language of any Node there is.
'use strict';

var version = process.versions.node;
var numbers = version.split('.');
var major = Number(numbers[0]);
var minor = Number(numbers[1]);
// The tools that build and test ask for these.
var enough = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
if (!enough) {
  console.error(
    'Node ' + version + ' is too old: Gilectomy Lab is built with Node 20.19 or later of 20, or 22.12 or later.\n' +
      'Get it from your system (for example `apt install nodejs`, `brew install node`) or with a version manager ' +
      'such as nvm or fnm, then run the command again.'
  );
  process.exit(1);
}
