import path from "node:path";
import {
  mayFail,
  step,
  watchArguments,
  xmlText,
  type ServiceFacts,
  type ServicePlan,
} from "./service-plan.ts";

/**
 * Windows: a task at the user's log-on. A service as LocalSystem would see neither mapped drives nor the user's folders.
 */
export function windowsPlan(facts: ServiceFacts): ServicePlan {
  const file = path.win32.join(facts.logFolder, "musaic-catalog-task.xml");
  const name = taskName(facts.user);
  const stop = mayFail(step("schtasks.exe", "/End", "/TN", name));
  // schtasks answers in the user's language; the state's own name is English everywhere.
  const query = `[string](Get-ScheduledTask -TaskName '${name.replaceAll("'", "''")}' -ErrorAction Stop).State`;
  return {
    file,
    folders: [facts.logFolder],
    text: windowsTask(facts),
    // As Windows itself exports tasks, with a byte order mark.
    encoding: "utf16le",
    install: [
      stop,
      step("schtasks.exe", "/Create", "/F", "/TN", name, "/XML", file),
      step("schtasks.exe", "/Run", "/TN", name),
    ],
    reach: null,
    uninstall: [stop, step("schtasks.exe", "/Delete", "/F", "/TN", name)],
    afterRemoval: [],
    status: step("powershell.exe", "-NoProfile", "-NonInteractive", "-Command", query),
    isRunning: (output) => output.trim() === "Running",
    log: logOf(facts),
    remedyOf: () => null,
  };
}

function logOf(facts: ServiceFacts): string {
  return path.win32.join(facts.logFolder, "service.log");
}

/** Tasks of all users lie in one folder, and a name can't hold a domain's backslash. */
export function taskName(user: string): string {
  return `MUSaiC catalog of ${user.replaceAll(/[\\/:*?"<>|]/g, "-")}`;
}

/** The task's XML. It names no encoding: the byte order mark does. */
export function windowsTask(facts: ServiceFacts): string {
  const words = [facts.node, ...watchArguments(facts), "--log-file", logOf(facts), "--as-service"].map(
    windowsArgument,
  );
  return `<?xml version="1.0"?>
<!-- Written by "musaic-catalog service install", which writes it anew. -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>MUSaiC sample catalog: keeps the catalog of your sample folders true.</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <UserId>${xmlText(facts.user)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xmlText(facts.user)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <!-- It ends with 0 where no second start mends what is wrong. -->
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <!-- conhost keeps a console without a window; with Node.js alone a black one stands there as long as it runs. -->
    <Exec>
      <Command>%SystemRoot%\\System32\\conhost.exe</Command>
      <Arguments>${xmlText(["--headless", ...words].join(" "))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/**
 * A word of a command line as Windows programs split it: quoted, a quote escaped, and every backslash before a quote doubled,
 * also before the closing one, as in "C:\\".
 */
export function windowsArgument(word: string): string {
  if (/^[^\s"]+$/.test(word)) return word;
  return `"${word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}
