import { createHash } from 'node:crypto';
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import parseLicence from 'spdx-expression-parse';

const builder = new Contrib.FromNodePackageJson.Builders.ComponentBuilder(
  new Contrib.FromNodePackageJson.Factories.ExternalReferenceFactory(),
  new Contrib.License.Factories.LicenseFactory(parseLicence),
);

/** A CycloneDX 1.6 bill of materials, JSON: the artifact, and every package whose code is in it. */
export function billOfMaterials({ manifest, date, packages }) {
  const subject = component(manifest, Enums.ComponentType.Application);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({
      component: subject,
      ...(date === null ? {} : { timestamp: new Date(date) }),
    }),
  });
  for (const { manifest: bundled, purl } of packages) {
    const part = component(bundled, Enums.ComponentType.Library, purl);
    bom.components.add(part);
    subject.dependencies.add(part.bomRef);
  }
  // A random number would make every build different: this one is derived from the content.
  bom.serialNumber = `urn:uuid:${uuidOf(serialize(bom))}`;
  return `${serialize(bom)}\n`;
}

/** Of npm, unless its purl says otherwise. */
function component(
  manifest,
  type,
  purl = `pkg:npm/${manifest.name.replace('@', '%40')}@${manifest.version}`,
) {
  const made = builder.makeComponent(manifest, type);
  if (made === undefined) throw new Error(`${manifest.name} cannot be described`);
  made.purl = purl;
  made.bomRef.value = made.purl;
  return made;
}

function serialize(bom) {
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 });
}

/** A version 8 UUID: the first bytes of the text's SHA-256. */
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
