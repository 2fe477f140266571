import path from "node:path";
import {
  mayFail,
  step,
  watchArguments,
  xmlText,
  type ServiceFacts,
  type ServicePlan,
} from "./service-plan.ts";

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
      { ...step("launchctl", "bootstrap", domain, file), tries: STOP_SECONDS, final: NO_SESSION },
    ],
    reach: null,
    uninstall: [stop],
    afterRemoval: [],
    status: step("launchctl", "print", `${domain}/${LABEL}`),
    isRunning: (output) => /^\s*state = running$/m.test(output),
    log: logOf(facts),
    remedyOf,
  };
}

/** What launchd says where a user is logged in by SSH alone: there is no session for agents. */
const NO_SESSION = /\b125: |Domain does not support|Could not find domain/i;

function remedyOf(refusal: string): string | null {
  if (!NO_SESSION.test(refusal)) return null;
  return "an agent belongs to a log-in at the Mac's own screen: log in there (Screen Sharing does, too), and install again in its Terminal; or run musaic-catalog watch";
}

function logOf(facts: ServiceFacts): string {
  return path.posix.join(facts.logFolder, "service.log");
}

/** It finishes the batch in hand, and stops the database if it is the last to use it. */
const STOP_SECONDS = 45;

/** The property list. */
export function launchdAgent(facts: ServiceFacts): string {
  const log = logOf(facts);
  const words = [facts.node, ...watchArguments(facts), "--log-file", log, "--as-service"].map(
    (word) => `    <string>${xmlText(word)}</string>`,
  );
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
  <!-- Started again unless it ended with 0, as it does where no second start mends what is wrong. -->
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
  <!-- Its own log is turned over by size; here only what Node.js says when it can't start it. -->
  <key>StandardErrorPath</key>
  <string>${xmlText(log)}</string>
</dict>
</plist>
`;
}
