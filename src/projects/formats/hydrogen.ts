import { readXml } from "../read-xml.ts";
import { ReferenceList, type ProjectReader } from "../reference.ts";

/**
 * Hydrogen's kits (`drumkit.xml`): XML, a bare `<filename>` a layer, beside the kit's file. `.h2drumkit` is a tar with kit and
 * samples in it.
 */
export const readHydrogenKit: ProjectReader = async ({ chunks }) => {
  const list = new ReferenceList();
  const fault = await readXml(chunks, ["drumkit_info"], {
    onText(text, path) {
      const written = text.trim();
      if (path.at(-1) === "filename" && isName(written)) list.add({ written });
    },
  });
  return { references: list.all(), fault };
};

/**
 * Hydrogen's songs (`.h2song`): XML. An instrument of a kit has the kit's name in `<drumkit>`, newer ones its folder in
 * `<drumkitPath>` too, and bare names in its layers; the kit lies with the system's or the user's kits, in a folder that 3 of 17
 * Debian kits call otherwise than themselves. A sample of no kit is absolute, or starts at the song. "-" is none.
 */
export const readHydrogenSong: ProjectReader = async ({ chunks }) => {
  const list = new ReferenceList();
  let instrument: Instrument = noInstrument();
  const fault = await readXml(chunks, ["song"], {
    onElement(name) {
      if (name === "instrument") instrument = noInstrument();
    },
    onText(text, path) {
      const value = text.trim();
      const name = path.at(-1);
      if (name === "filename" && isName(value)) instrument.files.push(value);
      if (name === "drumkit") instrument.kit = value;
      if (name === "drumkitPath") instrument.folder = value;
      if (name === "playbackTrackFilename" && isName(value)) list.add({ written: value });
    },
    onEnd(name) {
      if (name === "instrument")
        for (const file of instrument.files) list.add(ofInstrument(file, instrument));
    },
  });
  return { references: list.all(), fault };
};

interface Instrument {
  kit: string;
  folder: string;
  readonly files: string[];
}

function noInstrument(): Instrument {
  return { kit: "", folder: "", files: [] };
}

function ofInstrument(file: string, { kit, folder }: Instrument) {
  const isBare = !/[\\/]/.test(file);
  return {
    written: file,
    places: isBare && folder !== "" ? [`${folder}/${file}`, file] : [file],
    tail: isBare && kit !== "" ? `${kit}/${file}` : null,
  };
}

function isName(text: string): boolean {
  return text !== "" && text !== "-";
}
