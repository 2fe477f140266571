import { testFollowing } from "./test-following.ts";

testFollowing("recursive");
