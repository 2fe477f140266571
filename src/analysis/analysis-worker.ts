import { serveFiles } from "../reader/serve-batches.ts";
import { analyseFile } from "./analyse-file.ts";

serveFiles(analyseFile);
