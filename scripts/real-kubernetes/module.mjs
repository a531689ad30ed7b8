import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotHere } from './go.mjs';

const mains = {
  'kube-apiserver': `package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() { os.Exit(cli.Run(app.NewAPIServerCommand())) }
`,
  etcd: `package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
`,
};

/** Kubernetes 1.24 contains what drives the disks of four clouds: more to compile than all the rest. */
const tags = '-tags=providerless';

/**
 * A Go module in `folder` whose packages are the programs of one version of Kubernetes: etcd is the one that this
 * version was tested with. All that it is made of is downloaded. Throws NotHere.
 */
export async function downloadModule(go, { folder, version, programs }) {
  // Not that of a module which the folder happens to lie in.
  write(folder, 'go.mod', 'module real\n');
  try {
    write(folder, 'go.mod', await moduleOf(go, folder, version));
    for (const program of programs) write(join(folder, program), 'main.go', mains[program]);
    await go(folder, 'list', tags, '-deps', '-f', '{{""}}', ...packagesOf(programs));
  } catch ({ message }) {
    throw new NotHere(`the Go modules of Kubernetes ${version} cannot be had: ${message}`);
  }
}

/** Kubernetes requires its own libraries as v0.0.0, for its source tree; published they are v0.MINOR.PATCH. */
async function moduleOf(go, folder, version) {
  const kubernetes = `k8s.io/kubernetes@v${version}`;
  const { GoMod } = JSON.parse(await go(folder, 'list', '-m', '-json', kubernetes));
  const { Go, Require } = JSON.parse(await go(folder, 'mod', 'edit', '-json', GoMod));
  const own = Require.filter(({ Version }) => Version === 'v0.0.0').map(
    ({ Path }) => `replace ${Path} => ${Path} v0.${version.replace('1.', '')}`,
  );
  return ['module real', `go ${Go}`, `require k8s.io/kubernetes v${version}`, ...own, ''].join('\n');
}

/** Builds the module's programs into `target`. */
export async function buildModule(go, { folder, version, programs, target }) {
  const [major, minor] = version.split('.');
  const facts = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const flags = Object.entries(facts).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  mkdirSync(target, { recursive: true });
  const linker = ['-s', '-w', ...flags].join(' ');
  await go(folder, 'build', tags, '-ldflags', linker, '-o', `${target}/`, ...packagesOf(programs));
}

function packagesOf(programs) {
  return programs.map((program) => `./${program}`);
}

function write(folder, name, text) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
}
