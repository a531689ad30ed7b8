import { dirname, join, resolve } from 'node:path';
import { textIfThere } from '../../machine/files/named-file.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { SinkConfiguration } from '../sinks/sinks.js';
import { parseRotationConfiguration, type RotationConfiguration, withoutSinks } from './configuration.js';
import { notificationPart } from './notification-part.js';

/**
 * A named file must exist; `rotation.yaml` of the settings folder need not, and then every default applies. One in
 * the current folder is ignored: it may be anybody's, and says where keys go. Folders and files that it names are
 * relative to it.
 */
export async function readConfiguration(
  named: string | null,
  settingsFolder: string,
): Promise<RotationConfiguration> {
  const { text, file } = await readConfigurationText(named, settingsFolder);
  return placedIn(dirname(file), parseRotationConfiguration(text, named ?? file));
}

/** Of the same file what `notificationPart` can still read. Throws FileNotFound if it was named and is not there. */
export async function readNotificationPart(
  named: string | null,
  settingsFolder: string,
): Promise<RotationConfiguration> {
  const { text, file } = await readConfigurationText(named, settingsFolder);
  return placedIn(dirname(file), notificationPart(text));
}

function placedIn(folder: string, configuration: RotationConfiguration): RotationConfiguration {
  return { ...configuration, sinks: configuration.sinks.map((sink) => placed(sink, folder)) };
}

/** Empty if no file was named and there is none. */
export async function readConfigurationText(
  named: string | null,
  settingsFolder: string,
): Promise<{ readonly text: string; readonly file: string; readonly isThere: boolean }> {
  const file = resolve(named ?? join(settingsFolder, 'rotation.yaml'));
  const text = textIfThere(file);
  if (text === null && named !== null) throw missing(file);
  return { text: text ?? '', file, isThere: text !== null };
}

function placed(sink: SinkConfiguration, folder: string): SinkConfiguration {
  if (sink.kind === 'file') return { ...sink, directory: resolve(folder, sink.directory) };
  if (sink.kind !== 'kubernetesSecret' || sink.kubeconfig === undefined) return sink;
  const { kubeconfig } = sink;
  return kubeconfig.startsWith('kms:') ? sink : { ...sink, kubeconfig: resolve(folder, kubeconfig) };
}

/** Why an apply would renew what it stores nowhere, by the file that says so or is not there; null for one with sinks. */
export async function noSinkProblem(
  { sinks }: RotationConfiguration,
  named: string | null,
  settingsFolder: string,
): Promise<AckringError | null> {
  if (sinks.length > 0) return null;
  const { file, isThere } = await readConfigurationText(named, settingsFolder);
  if (isThere) return withoutSinks(file);
  return new AckringError('ConfigurationInvalid', say('there is no {file}, and so no sink', { file }), {
    remedy: say(
      'Write one, such as {example}, as what is renewed would be stored nowhere; `{command}` then shows what would be done.',
      {
        example: '`sinks: [{kind: file, directory: ./keys}]`',
        command: 'ackring rotate plan',
      },
    ),
  });
}

function missing(file: string): AckringError {
  return new AckringError('FileNotFound', say('there is no rotation configuration in {file}', { file }), {
    remedy: say('Name a file with `--config FILE`; see `ackring help rotate plan`.'),
  });
}
