import { readAudioFacts } from "./facts/read-audio-facts.ts";
import { serveBatches } from "./serve-batches.ts";

serveBatches(readAudioFacts);
