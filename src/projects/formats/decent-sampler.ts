import { readXml } from "../read-xml.ts";
import { ReferenceList, type ProjectReader } from "../reference.ts";

/**
 * DecentSampler (`.dspreset`): XML, often not well-formed. `path` of a `<sample>` and the `irFile` of a convolution start at the
 * preset. `.dslibrary` is a zip with presets and samples in it.
 */
export const readDecentSampler: ProjectReader = async ({ chunks }) => {
  const list = new ReferenceList();
  const fault = await readXml(chunks, ["DecentSampler"], {
    onElement(name, attributes) {
      const { path, irFile } = attributes;
      if (name === "sample" && path) list.add({ written: path });
      if (irFile) list.add({ written: irFile });
    },
  });
  return { references: list.all(), fault };
};
