#Requires -Version 5.1
# Each copy that can go is moved into a trash folder on its own disk; nothing is deleted, nothing is written over.
#
#   & FILE            moves; a second run goes on where the first one stopped
#   & FILE restore    puts everything back
#
# Before each move the copy that stays must be there, and both must have the size and the SHA-256 that the catalog has:
# the first surprise stops the script. Lines that you take out are not done. What does it begins after "What is done".

param([ValidateSet('move', 'restore')] [string] $Action = 'move')

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$script:DoneNow = 0
$script:DoneBefore = 0
$script:Left = 0
$script:Hash = ''
$script:Size = -1
$script:Keeper = ''

# Names may hold what a terminal takes for commands.
function Say([string] $Text) {
    Write-Host ($Text -replace '\p{Cc}', '?')
}

trap {
    Say "stopped: $_"
    Say "$script:DoneNow moved, $script:DoneBefore had been moved before"
    Say 'run it again to go on, or with restore to put everything back'
    exit 1
}

function Test-There([string] $Path) {
    return [System.IO.File]::Exists($Path) -or [System.IO.Directory]::Exists($Path)
}

# What is not as the catalog has it; nothing where all is.
function Get-Surprise([string] $Path) {
    if (-not [System.IO.File]::Exists($Path)) { return 'is not there' }
    $file = Get-Item -LiteralPath $Path -Force -ErrorAction Stop
    if ($file.LinkType -eq 'SymbolicLink') { return 'is no ordinary file' }
    if ($file.Length -ne $script:Size) { return 'has another size than in the catalog' }
    $found = Get-FileHash -LiteralPath $Path -Algorithm SHA256 -ErrorAction Stop
    if ($found.Hash -ne $script:Hash) { return 'has other content than in the catalog' }
    return ''
}

function New-Parent([string] $Path) {
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($Path))
}

# The copy that stays, for the lines below it.
function Stays([string] $Hash, [long] $Size, [string] $Path) {
    $script:Hash = $Hash
    $script:Size = $Size
    $script:Keeper = $Path
}

function Moves([string] $Path, [string] $Trash) {
    if ($script:Action -eq 'restore') {
        Restore-Copy $Path $Trash
    } else {
        Move-Copy $Path $Trash
    }
}

function Move-Copy([string] $Path, [string] $Trash) {
    if ((Test-There $Trash) -and (-not (Test-There $Path))) {
        $script:DoneBefore += 1
        return
    }
    $why = Get-Surprise $script:Keeper
    if ($why -ne '') { throw "$script:Keeper ${why}: it is the copy that stays" }
    $why = Get-Surprise $Path
    if ($why -ne '') { throw "$Path $why" }
    if (Test-There $Trash) { throw "$Trash is there already" }
    New-Parent $Trash
    [System.IO.File]::Move($Path, $Trash)
    # Two paths may be one file, through a link to a folder: what was moved is the copy that stays, then.
    if (-not (Test-There $script:Keeper)) {
        [System.IO.File]::Move($Trash, $Path)
        throw "$Path and $script:Keeper are one file: nothing was moved"
    }
    $script:DoneNow += 1
    Say "moved $Path"
}

function Restore-Copy([string] $Path, [string] $Trash) {
    if (-not (Test-There $Trash)) {
        if (-not (Test-There $Path)) { Skip "$Path is neither in its place nor in the trash" }
        return
    }
    if (Test-There $Path) {
        Skip "$Path is there again: the one in the trash stays there"
        return
    }
    try {
        $why = Get-Surprise $Trash
        if ($why -ne '') { throw "$Trash $why" }
        New-Parent $Path
        [System.IO.File]::Move($Trash, $Path)
        $script:DoneNow += 1
        Say "put back $Path"
    } catch {
        Skip "can't put back ${Path}: $_"
    }
}

function Skip([string] $What) {
    $script:Left += 1
    Say $What
}

# The trash folders.
function Complete([string[]] $Trashes) {
    if ($script:Action -eq 'restore') {
        Say "$script:DoneNow put back, $script:Left could not be"
        if ($script:Left -ne 0) { exit 1 }
        exit 0
    }
    Say "$script:DoneNow moved, $script:DoneBefore had been moved before"
    foreach ($trash in $Trashes) {
        if (Test-There $trash) { Say "in the trash: $trash" }
    }
    Say 'Their space is free when you delete these folders. Scan next; where most of a library has gone, with --accept-missing.'
    exit 0
}

# What is done
