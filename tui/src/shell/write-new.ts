/** It contains no secret: others may read it. */
export async function writeReport(
  file: string,
  text: string,
  { makesFolder = false }: { readonly makesFolder?: boolean } = {},
): Promise<void> {
  const { writeOutputFile } = await import('@ackring/core/machine');
  await writeOutputFile(file, text, { isPrivate: false, makesFolder });
}
