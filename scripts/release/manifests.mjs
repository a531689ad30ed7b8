// A release's manifests for package managers: where its archives are, and their checksums. Made from the files' own
// checksums, so that they cannot disagree. In YAML a checksum is quoted: with only digits, or one `e` among them, it
// would be a number.

const summary = 'Key ring for Alibaba Cloud ACK clusters: find, fetch, merge, verify and rotate kubeconfigs';

/** A platform's archive, as published. */
export function archiveName(version, platform) {
  return `ackring-${version}-${platform}.${platform.startsWith('win') ? 'zip' : 'tar.gz'}`;
}

/**
 * The manifests by file name. `sums` has the SHA-256 of each platform's archive, `homepage` the repository, `date`
 * the day of the release.
 */
export function manifests(release) {
  return {
    'homebrew/ackring.rb': homebrew(release),
    'scoop/ackring.json': scoop(release),
    'krew/ackring.yaml': krew(release),
    ...winget(release),
  };
}

function urlOf({ homepage, version }, platform) {
  return `${homepage}/releases/download/v${version}/${archiveName(version, platform)}`;
}

function homebrew(release) {
  const { version, homepage, license, sums } = release;
  const place = (platform) => `      url "${urlOf(release, platform)}"\n      sha256 "${sums[platform]}"`;
  return `# Made by \`pnpm pack:release\`.
class Ackring < Formula
  desc "${summary.slice(0, summary.indexOf(':'))}"
  homepage "${homepage}"
  version "${version}"
  license "${license}"

  on_macos do
    on_arm do
${place('darwin-arm64')}
    end
    on_intel do
${place('darwin-x64')}
    end
  end

  on_linux do
    on_arm do
${place('linux-arm64')}
    end
    on_intel do
${place('linux-x64')}
    end
  end

  def install
    bin.install "ackring"
    man1.install "man/ackring.1"
    bash_completion.install "completions/ackring.bash" => "ackring"
    zsh_completion.install "completions/_ackring"
    fish_completion.install "completions/ackring.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/ackring --version")
  end
end
`;
}

function scoop(release) {
  const { version, homepage, license, sums } = release;
  const next = urlOf({ homepage, version: '$version' }, 'win-x64');
  return json({
    version,
    description: summary,
    homepage,
    license,
    architecture: {
      '64bit': {
        url: urlOf(release, 'win-x64'),
        hash: sums['win-x64'],
        extract_dir: `ackring-${version}-win-x64`,
      },
    },
    bin: 'ackring.exe',
    checkver: { github: homepage },
    autoupdate: {
      architecture: { '64bit': { url: next, extract_dir: 'ackring-$version-win-x64' } },
      hash: { url: '$baseurl/SHA256SUMS' },
    },
  });
}

const krewPlatforms = {
  'linux-x64': ['linux', 'amd64'],
  'linux-arm64': ['linux', 'arm64'],
  'darwin-x64': ['darwin', 'amd64'],
  'darwin-arm64': ['darwin', 'arm64'],
  'win-x64': ['windows', 'amd64'],
};

function krew(release) {
  const { version, homepage, sums } = release;
  const platforms = Object.entries(krewPlatforms).map(([platform, [os, arch]]) => {
    const executable = os === 'windows' ? 'ackring.exe' : 'ackring';
    const folder = `ackring-${version}-${platform}`;
    return `    - selector:
        matchLabels:
          os: ${os}
          arch: ${arch}
      uri: ${urlOf(release, platform)}
      sha256: '${sums[platform]}'
      files:
        - from: ${folder}/${executable}
          to: .
        - from: ${folder}/LICENSE
          to: .
      bin: ${executable}`;
  });
  return `# Made by \`pnpm pack:release\`.
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: ackring
spec:
  version: v${version}
  homepage: ${homepage}
  shortDescription: Key ring for Alibaba Cloud ACK clusters
  description: |
    Finds an ACK cluster in any region, fetches the right kubeconfig, merges it
    without harming what is there, proves that it works, and renews long-term
    ones before they end.
  caveats: |
    \`kubectl ackring\` opens the full screen; \`kubectl ackring demo\` needs no
    account.
    Entries made with \`--exec\` run \`ackring\`, which krew puts on no PATH: link
    \`kubectl-ackring\` there under that name first.
    On Linux it links libatomic and libstdc++: \`apt-get install libatomic1
    libstdc++6\`, or \`dnf install libatomic libstdc++\`.
  platforms:
${platforms.join('\n')}
`;
}

const wingetVersion = '1.10.0';

function winget(release) {
  const { version, homepage, license, sums, date } = release;
  const id = 'Ackring.Ackring';
  const head = (type) =>
    `# Made by \`pnpm pack:release\`.
# yaml-language-server: $schema=https://aka.ms/winget-manifest.${type}.${wingetVersion}.schema.json
PackageIdentifier: ${id}
PackageVersion: ${version}
`;
  const tail = (type) => `ManifestType: ${type}\nManifestVersion: ${wingetVersion}\n`;
  return {
    [`winget/${id}.yaml`]: `${head('version')}DefaultLocale: en-US\n${tail('version')}`,
    [`winget/${id}.locale.en-US.yaml`]: `${head('defaultLocale')}PackageLocale: en-US
Publisher: ackring
PublisherUrl: ${homepage}
PackageName: ackring
PackageUrl: ${homepage}
License: ${license}
LicenseUrl: ${homepage}/blob/v${version}/LICENSE
ShortDescription: "${summary}"
Moniker: ackring
Tags: [ack, alibaba-cloud, kubeconfig, kubectl, kubernetes]
${tail('defaultLocale')}`,
    [`winget/${id}.installer.yaml`]: `${head('installer')}InstallerType: zip
NestedInstallerType: portable
NestedInstallerFiles:
  - RelativeFilePath: ackring-${version}-win-x64\\ackring.exe
    PortableCommandAlias: ackring
Commands: [ackring]
${date === null ? '' : `ReleaseDate: ${date.slice(0, 10)}\n`}Installers:
  - Architecture: x64
    InstallerUrl: ${urlOf(release, 'win-x64')}
    InstallerSha256: '${sums['win-x64'].toUpperCase()}'
${tail('installer')}`,
  };
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
