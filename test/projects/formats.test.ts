import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { placesIn, readText } from "./read-text.ts";

describe("SFZ", () => {
  test("names have blanks, end at the next opcode or header, and take either separator", async () => {
    const sfz = [
      "// sample=comment.wav",
      "<group> loop_mode=no_loop // sample=after.wav",
      "<region> sample=Kick Drum 01.wav key=36 lovel=1",
      "<region>sample=..\\Samples\\snare.wav<region> sample=hat$1.wav",
      "/* <region> sample=old.wav",
      "*/ <region> sample=*sine key=40",
      "<region> sample=",
      '<region> sample="quoted name.wav"',
    ].join("\r\n");
    expect(await placesIn("sfz", sfz)).toEqual([
      ["Kick Drum 01.wav"],
      ["../Samples/snare.wav"],
      ["hat$1.wav"],
      ["quoted name.wav"],
    ]);
  });

  test("default_path is put before a name as plain text, until the next control header", async () => {
    const sfz = `<control> default_path=../Piano/sample
<region> sample=1.wav
<control> note_offset=1
<region> sample=2.wav`;
    expect(await placesIn("sfz", sfz)).toEqual([["../Piano/sample1.wav"], ["2.wav"]]);
  });

  test("variables and included files count; an included file's samples start at the first file, or at itself", async () => {
    const sfz = `#define $KIT Rock
#define $KITTEN Cat
#include "parts/kicks.sfz"
<region> sample=$KITTEN/meow.wav
<region> sample=$KITs.wav
#include "parts\\missing.sfz"`;
    const beside = {
      "parts/kicks.sfz": '<region> sample=$KIT/kick.wav\n#include "more.sfz"',
      "parts/more.sfz": "<region> sample=m.wav",
    };
    expect(await placesIn("sfz", sfz, beside)).toEqual([
      ["Rock/kick.wav", "parts/Rock/kick.wav"],
      ["m.wav", "parts/m.wav"],
      ["Cat/meow.wav"],
      ["Rocks.wav"],
    ]);
  });

  test("a file that includes itself comes to an end", async () => {
    const loop = '#include "a.sfz"\n<region> sample=a.wav';
    expect(await placesIn("sfz", loop, { "a.sfz": loop })).toEqual([["a.wav"]]);
  });

  test("names in the old Windows code page are read, and what is no text is a fault", async () => {
    expect(await placesIn("sfz", Buffer.from("<region> sample=Bl\xe4ser.wav", "latin1"))).toEqual([
      ["Bläser.wav"],
    ]);
    expect(await readText("sfz", "RIFF\0\0\0\0")).toEqual({ references: [], fault: "it is no text" });
  });
});

describe("Hydrogen", () => {
  test("a kit names files beside it", async () => {
    const kit = `<?xml version="1.0"?><drumkit_info xmlns="http://www.hydrogen-music.org/drumkit"><name>Kit</name><instrumentList>
<instrument><layer><filename>kick &amp; co.flac</filename></layer></instrument>
<instrument><instrumentComponent><layer><filename>emptySample.flac</filename></layer></instrumentComponent></instrument>
<instrument><filename>-</filename></instrument></instrumentList></drumkit_info>`;
    expect(await placesIn("hydrogen-kit", kit)).toEqual([["kick & co.flac"], ["emptySample.flac"]]);
  });

  test("a song names files of kits, of its own folder, and absolute ones", async () => {
    const song = `<song><instrumentList>
<instrument><drumkit>GMkit</drumkit><layer><filename>k.wav</filename></layer></instrument>
<instrument><drumkitPath>/kits/Rock</drumkitPath><drumkit>Rock</drumkit><instrumentComponent><layer><filename>s.wav</filename></layer></instrumentComponent></instrument>
<instrument><drumkit></drumkit><layer><filename>/home/me/own.wav</filename></layer></instrument>
</instrumentList></song>`;
    const { references } = await readText("hydrogen-song", song);
    expect(references).toEqual([
      { written: "k.wav", places: ["k.wav"], tail: "GMkit/k.wav", sizeBytes: null },
      { written: "s.wav", places: ["/kits/Rock/s.wav", "s.wav"], tail: "Rock/s.wav", sizeBytes: null },
      { written: "/home/me/own.wav", places: ["/home/me/own.wav"], tail: null, sizeBytes: null },
    ]);
  });
});

describe("LMMS", () => {
  const xml = `<?xml version="1.0"?><!DOCTYPE lmms-project><lmms-project type="song"><track>
<audiofileprocessor src="drums/kick&amp;01.ogg"/><audiofileprocessor src="usersample:mine.wav"/>
<osc userwavefile0="" userwavefile1="/home/me/wave.wav"/><sampletco src="voice.wav" pos="0"/><x src="local:takes/a.wav"/>
</track></lmms-project>`;
  const named = [
    {
      written: "drums/kick&01.ogg",
      places: ["drums/kick&01.ogg"],
      tail: "drums/kick&01.ogg",
      sizeBytes: null,
    },
    { written: "usersample:mine.wav", places: [], tail: "samples/mine.wav", sizeBytes: null },
    { written: "/home/me/wave.wav", places: ["/home/me/wave.wav"], tail: null, sizeBytes: null },
    { written: "voice.wav", places: ["voice.wav"], tail: "samples/voice.wav", sizeBytes: null },
    { written: "local:takes/a.wav", places: ["takes/a.wav"], tail: null, sizeBytes: null },
  ];

  test("samples start at folders that only the program knows, in old presets too", async () => {
    expect(await readText("lmms", xml)).toEqual({ references: named, fault: null });
    for (const root of ["multimediaproject", "multimedia-project"]) {
      const old = xml.replaceAll("lmms-project", root);
      expect(await readText("lmms", old)).toEqual({ references: named, fault: null });
    }
  });

  test("a packed project is a length and zlib", async () => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(xml.length);
    const packed = Buffer.concat([length, deflateSync(xml)]);
    expect(await readText("lmms", packed)).toEqual({ references: named, fault: null });
    const { fault } = await readText("lmms", packed.subarray(0, packed.length - 20));
    expect(fault).toBe("unexpected end of file");
  });

  test("one cut short, and a file of another program, are no whole projects", async () => {
    expect((await readText("lmms", xml.slice(0, -9))).fault).toBe("it ends in the middle");
    expect((await readText("lmms", "<svg><path/></svg>")).fault).toBe("its root is <svg>, none of LMMS");
    expect((await readText("lmms", "PADpadPAD")).fault).toBe("it holds no XML");
  });
});

describe("Reaper", () => {
  test("sources stand in any of three kinds of quotes", async () => {
    const project = [
      '<REAPER_PROJECT 0.1 "7.0/linux-x86_64" 1700000000',
      "  <TRACK",
      "    <ITEM",
      "      <SOURCE WAVE",
      '        FILE "Audio\\kick 1.wav" 1',
      "      >",
      `        FILE 'a "b".wav'`,
      '        FILE `it\'s "c".wav`',
      '        FILE ""',
      '        RENDER_FILE "out.wav"',
      "  >",
      ">",
      "",
    ].join("\r\n");
    expect(await placesIn("reaper", project)).toEqual([
      ["Audio\\kick 1.wav"],
      ['a "b".wav'],
      [`it's "c".wav`],
    ]);
    expect((await readText("reaper", "nothing of the kind")).fault).toBe(
      "it does not begin as a Reaper project",
    );
    expect((await readText("reaper", project.slice(0, 120))).fault).toBe("it ends in the middle");
  });
});

const set = (inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Ableton MajorVersion="5">${inside}</Ableton>\n`;

describe("Ableton", () => {
  const live11 = `<SampleRef>
<FileRef><RelativePathType Value="3" /><RelativePath Value="Samples/Imported/kick &amp; co.wav" /><Path Value="/Users/me/Set Project/Samples/Imported/kick &amp; co.wav" />
<Type Value="1" /><OriginalFileSize Value="1234" /><OriginalCrc Value="1" /></FileRef>
<SourceContext><SourceContext><OriginalFileRef><FileRef Id="0"><Path Value="/elsewhere.wav" /></FileRef></OriginalFileRef></SourceContext></SourceContext></SampleRef>`;
  const live9 = `<SampleRef><FileRef><HasRelativePath Value="true" /><RelativePathType Value="1" />
<RelativePath><RelativePathElement Id="1" Dir="" /><RelativePathElement Id="2" Dir="Samples" /></RelativePath>
<Name Value="snare.aif" /><Type Value="2" /><SearchHint><PathHint><RelativePathElement Id="0" Dir="Users" /><RelativePathElement Id="1" Dir="me" /></PathHint><FileSize Value="99" /></SearchHint></FileRef></SampleRef>`;
  const pack = `<SampleRef><FileRef><RelativePathType Value="5" /><RelativePath Value="Samples/Pad.aif" /><Path Value="D:\\Packs\\Pad.aif" /></FileRef></SampleRef>`;

  test("sets of old and new versions name samples by absolute, relative and pack paths", async () => {
    expect(await readText("ableton", gzipSync(set(live11 + live9 + pack)))).toEqual({
      references: [
        {
          written: "/Users/me/Set Project/Samples/Imported/kick & co.wav",
          places: [
            "/Users/me/Set Project/Samples/Imported/kick & co.wav",
            "Samples/Imported/kick & co.wav",
            "../Samples/Imported/kick & co.wav",
            "../../Samples/Imported/kick & co.wav",
          ],
          tail: null,
          sizeBytes: 1234,
        },
        {
          written: "/Users/me/snare.aif",
          places: ["/Users/me/snare.aif", "../Samples/snare.aif"],
          tail: null,
          sizeBytes: 99,
        },
        {
          written: "D:\\Packs\\Pad.aif",
          places: ["D:\\Packs\\Pad.aif"],
          tail: "Samples/Pad.aif",
          sizeBytes: null,
        },
      ],
      fault: null,
    });
  });

  test("a set that is not packed is read too, in one piece or in many", async () => {
    const whole = await readText("ableton", set(live11), { pieceBytes: 1_000_000 });
    expect(await readText("ableton", set(live11))).toEqual(whole);
    expect(whole.references.length).toBe(1);
  });

  test("what is cut short is no whole set, and a model of Alloy is none at all", async () => {
    const packed = gzipSync(set(live11.repeat(50)));
    expect((await readText("ableton", packed.subarray(0, packed.length - 12))).fault).toBe(
      "unexpected end of file",
    );
    expect((await readText("ableton", set(live11).slice(0, -12))).fault).toBe("it ends in the middle");
    expect((await readText("ableton", Buffer.alloc(500))).fault).toBe("it holds no XML");
    expect(await readText("ableton", "module river\nsig Farmer {}\n")).toEqual({
      references: [],
      fault: null,
    });
  });
});

describe("DecentSampler", () => {
  test("a preset that is not well-formed is read all the same", async () => {
    const preset = `<?xml version="1.0"?><DecentSampler><groups><group tags="a" tags="b">
<sample path="Samples/C3 &unknown; x.wav" rootNote="60"/></grupp>
<sample path="Samples\\C4.wav"></group></groups><effects><effect irFile="IR/hall.wav"/></effects></DecentSampler>`;
    expect(await placesIn("decent-sampler", preset)).toEqual([
      ["Samples/C3 &unknown; x.wav"],
      ["Samples\\C4.wav"],
      ["IR/hall.wav"],
    ]);
    expect((await readText("decent-sampler", preset)).fault).toBe(null);
  });

  test("one that ends in the middle names what it names, and may name more", async () => {
    const { references, fault } = await readText(
      "decent-sampler",
      `<DecentSampler><groups><sample path="a.wav"/><sam`,
    );
    expect([references.length, fault]).toEqual([1, "it ends in the middle"]);
    expect((await readText("decent-sampler", "PK\u0003\u0004")).fault).toBe("it holds no XML");
  });
});

describe("GrandOrgue", () => {
  test("pipes, attacks and releases name files; borrowed and silent pipes none", async () => {
    const organ = `[Organ]\r\nChurchName=Test\r\n[Rank001]\r\nPipe001=OrganA\\001 C.wav\r\nPipe001LoopCount=1
Pipe001Attack001=a\\2.wav\r\nPipe001Release001=rel.wav\r\nPipe002=REF:1:2:3\r\nPipe003=DUMMY\r\n`;
    expect(await placesIn("grand-orgue", organ)).toEqual([["OrganA\\001 C.wav"], ["a\\2.wav"], ["rel.wav"]]);
    expect((await readText("grand-orgue", "hello")).fault).toBe("it has no section [Organ]");
  });
});
