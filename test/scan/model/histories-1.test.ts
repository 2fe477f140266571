import { testHistories } from "./play-histories.ts";

testHistories(1);
