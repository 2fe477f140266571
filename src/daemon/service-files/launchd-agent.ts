import path from "node:path";
import { mayFail, step, watchArguments, type ServiceFacts, type ServicePlan } from "./service-facts.ts";
import { xmlText } from "./xml-text.ts";

const LABEL = "musaic-catalog";

/** macOS: an agent of the user's session. */
export function launchdPlan(facts: ServiceFacts): ServicePlan {
  const file = path.posix.join(facts.homedir, "Library", "LaunchAgents", `${LABEL}.plist`);
  const domain = `gui/${facts.uid ?? 0}`;
  const stop = mayFail(step("launchctl", "bootout", `${domain}/${LABEL}`));
  return {
    file,
    // launchd starts nothing whose log it can't open.
    folders: [path.posix.dirname(file), facts.logFolder],
    text: launchdAgent(facts),
    encoding: "utf8",
    // `bootout` answers before the old one has gone, and until then `bootstrap` fails: as long as ExitTimeOut at most.
    install: [
      stop,
      step("launchctl", "enable", `${domain}/${LABEL}`),
      { ...step("launchctl", "bootstrap", domain, file), tries: STOP_SECONDS },
    ],
    uninstall: [stop],
    afterRemoval: [],
    status: step("launchctl", "print", `${domain}/${LABEL}`),
    isRunning: (output) => /^\s*state = running$/m.test(output),
    remedyOf: () => null,
  };
}

/** It finishes the batch in hand, and stops the database if it is the last to use it. */
const STOP_SECONDS = 45;

/** The property list. */
export function launchdAgent(facts: ServiceFacts): string {
  const log = xmlText(path.posix.join(facts.logFolder, "service.log"));
  const words = [facts.node, ...watchArguments(facts)].map((word) => `    <string>${xmlText(word)}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Written by "musaic-catalog service install", which writes it anew. -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.join("\n")}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <!-- Started again unless it ended by itself, with 0. -->
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>30</integer>
  <key>ExitTimeOut</key>
  <integer>${STOP_SECONDS}</integer>
  <!-- The database's server may have been started by the service and be in use by others. -->
  <key>AbandonProcessGroup</key>
  <true/>
  <!-- 0077: what it makes is for its user alone. -->
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardOutPath</key>
  <string>${log}</string>
  <key>StandardErrorPath</key>
  <string>${log}</string>
</dict>
</plist>
`;
}
