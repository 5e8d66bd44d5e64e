# Shared by bin/start, bin/stile and bin/test. POSIX sh; sourced, never run.
# The caller sets $root to the absolute path of the project first.

# Node 26, brought by npm, which installs the package of this machine's kind and no other.
# Not node_modules/.bin/node: npm 10 makes no such link where several packages could.
find_node() {
  for node in "$root"/node_modules/node-*/bin/node; do
    [ ! -x "$node" ] || return 0
  done
  return 1
}
stamp="$root/node_modules/.stile-lock" # the package-lock.json that was installed
built="$root/dist/.built" # touched when the last good build began

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# Installs the packages if package-lock.json asks for others than are there.
install_packages() {
  cmp -s "$root/package-lock.json" "$stamp" && find_node && return 0
  machine_node_is_enough
  check_writable
  take_turns
  # Another process may have done it while this one waited.
  if ! cmp -s "$root/package-lock.json" "$stamp" || ! find_node; then
    say 'Installing packages (once, about half a minute) ...'
    # --ignore-scripts=false: embedded PostgreSQL makes links to its libraries on install.
    (cd "$root" && npm ci --loglevel=error --no-audit --no-fund --no-update-notifier --ignore-scripts=false >/dev/null) ||
      die 'The packages could not be installed: npm says why above. Stile needs to reach the npm registry once.'
    find_node ||
      die "npm brought no Node 26 for this machine ($(uname -sm)). Stile runs on Linux and macOS, x64 and arm64."
    cp "$root/package-lock.json" "$stamp"
  fi
  let_others
}

check_writable() {
  for path in "$root" "$root/node_modules" "$root/dist" "$root/.setup.lock"; do
    [ ! -e "$path" ] || [ -w "$path" ] ||
      die "Stile cannot write to its own folder, $root. Run it as the user who owns that folder."
  done
}

machine_node_is_enough() {
  need='Stile needs Node 20 or later with npm, only to fetch its packages'
  command -v node >/dev/null 2>&1 || die "$need, and found no node on this machine."
  command -v npm >/dev/null 2>&1 || die "$need, and found no npm on this machine."
  found=$(node --version 2>/dev/null) || found=unknown
  major=${found#v}
  major=${major%%.*}
  case $major in
    '' | *[!0-9]*) die "$need, and could not tell the version of the node it found." ;;
  esac
  [ "$major" -ge 20 ] || die "$need, and found Node $found."
}

needs_build() {
  [ -e "$built" ] || return 0
  # A folder's time changes when a file in it is added, renamed or deleted.
  for path in src test bench tsconfig.json package-lock.json; do
    [ -e "$root/$path" ] || continue
    [ -z "$(find "$root/$path" -newer "$built" -print 2>/dev/null | head -n 1)" ] || return 0
  done
  return 1
}

# Compiles if a source changed; prints what the compiler says and fails if it objects.
build() {
  needs_build || return 0
  check_writable
  mkdir -p "$root/dist"
  take_turns
  result=0
  if needs_build; then
    : >"$built.new"
    # An emptied dist with build info left in it would compile to nothing.
    [ -d "$root/dist/src" ] || rm -f "$root/dist/.tsbuildinfo"
    (cd "$root" && "$node" node_modules/typescript/bin/tsc --pretty false >&2) || result=1
    remove_orphans
    if [ "$result" -eq 0 ]; then mv -f "$built.new" "$built"; else rm -f "$built.new"; fi
  fi
  let_others
  return "$result"
}

# tsc never deletes: what was compiled from a source that is gone would still run as a test.
remove_orphans() {
  find "$root/dist" -name '*.js' | while IFS= read -r file; do
    source=${file#"$root/dist/"}
    source=$root/${source%.js}
    [ -e "$source.ts" ] || [ -e "$source.tsx" ] || rm -f "$file" "$file.map"
  done
}

# One set-up at a time where flock exists (Linux); elsewhere nothing is lost but tidiness.
take_turns() {
  command -v flock >/dev/null 2>&1 || return 0
  exec 9>"$root/.setup.lock"
  flock 9
}
let_others() {
  exec 9>&-
}
