#Requires -Version 5.1
<#
.SYNOPSIS
Sets up, updates, shows or resets the database of the MUSaiC catalog.

.DESCRIPTION
A thin wrapper over "musaic-catalog db", for Windows PowerShell 5.1 and PowerShell 7. The exit code is that of the command:
0 done, 1 failed, 2 wrong usage or config (also a reset that was not confirmed).

.PARAMETER Init
Makes the database and brings its schema up to date. Does no harm to one that is there.

.PARAMETER Migrate
Applies the schema and migration files that were not applied yet.

.PARAMETER Status
Shows the database in use and which files were applied.

.PARAMETER Reset
Drops and recreates the schema "public": the catalog and all songs are gone. Shows what would go, then asks.

.PARAMETER Force
Resets without asking.

.PARAMETER Config
The config file. Default: as for every other command, starting with musaic.config.json in the current folder.

.EXAMPLE
./tools/db.ps1 -Init

.EXAMPLE
./tools/db.ps1 -Status -Config "D:\My Studio\musaic.config.json"

.EXAMPLE
./tools/db.ps1 -Reset -Force
#>
[CmdletBinding(DefaultParameterSetName = 'Status')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Init')]
    [switch] $Init,

    [Parameter(Mandatory = $true, ParameterSetName = 'Migrate')]
    [switch] $Migrate,

    [Parameter(ParameterSetName = 'Status')]
    [switch] $Status,

    [Parameter(Mandatory = $true, ParameterSetName = 'Reset')]
    [switch] $Reset,

    [Parameter(ParameterSetName = 'Reset')]
    [switch] $Force,

    [ValidateNotNullOrEmpty()]
    [string] $Config
)

# This file is plain ASCII without a byte order mark: Windows PowerShell reads anything else in the old code page.
Set-StrictMode -Version 2.0
# A failing command is told by its exit code, which is passed on; PowerShell 7.4 can be set to throw instead.
$ErrorActionPreference = 'Continue'
$PSNativeCommandUseErrorActionPreference = $false

function Write-Problem([string] $Message) {
    [Console]::Error.WriteLine($Message)
}

# Asks with "No" as the answer of who just presses Enter; false as well where nobody can be asked.
function Confirm-Reset {
    $choices = [System.Management.Automation.Host.ChoiceDescription[]] @(
        (New-Object System.Management.Automation.Host.ChoiceDescription '&Yes', 'Drop everything.'),
        (New-Object System.Management.Automation.Host.ChoiceDescription '&No', 'Leave everything as it is.')
    )
    try {
        return $Host.UI.PromptForChoice('Reset the database', 'Drop all of this for ever?', $choices, 1) -eq 0
    }
    catch {
        Write-Problem 'Nobody can be asked here: use -Force to reset without asking.'
        return $false
    }
}

$node = Get-Command -Name node -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
if ($null -eq $node) {
    Write-Problem 'Node.js was not found: install Node.js 20.19 or newer, then open a new terminal.'
    exit 1
}
$main = Join-Path -Path (Split-Path -Parent $PSScriptRoot) -ChildPath (Join-Path -Path 'dist' -ChildPath 'start.cjs')
if (-not (Test-Path -LiteralPath $main -PathType Leaf)) {
    Write-Problem "The program was not built yet: run 'npm ci' in $(Split-Path -Parent $PSScriptRoot)"
    exit 1
}

# The config goes through the environment, not the command line: no version of PowerShell has to quote it.
$configBefore = $env:MUSAIC_CONFIG
try {
    if ($PSBoundParameters.ContainsKey('Config')) {
        $env:MUSAIC_CONFIG = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Config)
    }
    $action = $PSCmdlet.ParameterSetName.ToLowerInvariant()
    if ($action -ne 'reset') {
        & $node.Path $main db $action
        exit $LASTEXITCODE
    }
    if (-not $Force) {
        # Without --yes it names what would go and ends with 2.
        & $node.Path $main db reset
        if ($LASTEXITCODE -ne 2) { exit $LASTEXITCODE }
        if (-not (Confirm-Reset)) { exit 2 }
    }
    & $node.Path $main db reset --yes
    exit $LASTEXITCODE
}
finally {
    $env:MUSAIC_CONFIG = $configBefore
}
