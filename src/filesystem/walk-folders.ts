import { join } from "node:path";
import { FolderLister } from "./folder-lister.ts";
import { compileFollowRules } from "./follow-rules.ts";
import { globNames } from "./glob-names.ts";
import { WalkCollector, type WalkEvents } from "./walk-collector.ts";
import type { WalkRequest } from "./walk.ts";

/**
 * The walk itself: fast-glob yields names over a listing of our own, each name is lstat'ed once. Calls are synchronous on the
 * thread that runs it, which costs least where the drive is quick; a drive that turns out to be slow is asked several things at once. Links to folders are walks of their own, after all real folders, each target once.
 */
export async function walkFolders(request: WalkRequest, events: WalkEvents): Promise<void> {
  const collector = new WalkCollector(events);
  const filter = compileFollowRules(request.rules, request.root);
  const lister = new FolderLister(request, filter, collector);
  const { followSymlinks } = request.rules;
  // A link's own pass appends to the list: links inside linked folders are walked too.
  const starts: { at: string }[] = [{ at: request.root }];
  for (const { at } of starts) {
    if (collector.stopped) return;
    lister.enterThrough(at);
    await globNames(request.root, lister.list, (name) => {
      const path = join(request.root, name);
      const isProject = filter.namesSamples(path);
      const isFollowed = !isProject || filter.follows(path);
      return collector.add(path, { isFollowed, isProject, throughLinks: followSymlinks });
    });
    await collector.settled();
    for (const link of lister.takeLinkedFolders()) starts.push({ at: link });
  }
  collector.flush();
}
