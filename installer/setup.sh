# Shared by installer/espalier and installer/verify: finds or installs what is missing, builds when sources changed.
# Sourced by bash; expects $root (the project's folder) and $assume_yes (0 or 1).

readonly JDK_FEATURE=25
build_log="$root/target/build.log"

say() { printf 'espalier: %s\n' "$*" >&2; }

# fail CODE MESSAGE REMEDY: one clear sentence, what to do, and out.
fail() {
  printf 'espalier: %s\n  what to do: %s\n' "$2" "$3" >&2
  exit "$1"
}

# True if the folder $1 holds a JDK (or, with $2 = run, at least a java) of the right version.
is_jdk() {
  [ -x "$1/bin/java" ] || return 1
  [ "${2:-}" = run ] || [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    grep -q "^JAVA_VERSION=\"${JDK_FEATURE}[.\"]" "$1/release"
  else
    "$1/bin/java" -version 2>&1 | grep -q "version \"${JDK_FEATURE}[.\"]"
  fi
}

# Sets $jdk to a JDK 25 from JAVA_HOME, PATH or /usr/lib/jvm; fails without one.
look_for_jdk() {
  local candidate on_path
  jdk=
  if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
    jdk=$JAVA_HOME
    return 0
  fi
  if on_path=$(command -v java); then
    candidate=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    if is_jdk "$candidate"; then
      jdk=$candidate
      return 0
    fi
  fi
  for candidate in /usr/lib/jvm/*; do
    if is_jdk "$candidate"; then
      jdk=$candidate
      return 0
    fi
  done
  return 1
}

have_packages() {
  local status
  status=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null)
  missing=()
  local package
  for package in "$@"; do
    printf '%s\n' "$status" | grep -q "^ii *$package\$" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ]
}

# Sets $as_root to the words that run a command as root; false if there is no way.
become_root() {
  as_root=()
  if [ "$(id -u)" = 0 ]; then
    return 0
  fi
  if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=(sudo)
    return 0
  fi
  return 1
}

room_or_fail() { # FOLDER MEBIBYTES
  local folder=$1 free
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
  if [ "${free:-0}" -lt "$2" ]; then
    fail 5 "$folder has $free MiB free, and this step needs $2 MiB" "Free some space on that disk and start again."
  fi
}

apt() { # ARGUMENTS...: apt-get with its words in the build log
  mkdir -p "$(dirname "$build_log")" 2>/dev/null || true
  local log=$build_log
  [ -w "$(dirname "$log")" ] || log=/dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" >>"$log" 2>&1
}

# install PURPOSE PACKAGE...: from Debian's own packages; PURPOSE is what cannot be done without them.
install() {
  local purpose=$1
  shift
  have_packages "$@" && return 0
  if ! become_root; then
    fail 5 "$purpose needs the packages ${missing[*]}, and installing them needs root" \
      "Ask an administrator to run: apt-get install --no-install-recommends ${missing[*]}"
  fi
  room_or_fail /usr 1200
  say "installing ${missing[*]} (for $purpose)"
  apt update || say "the package lists could not be refreshed; trying with the old ones"
  apt install --no-install-recommends "${missing[@]}" || fail 5 \
    "the packages ${missing[*]} could not be installed; the last words of apt-get are in $build_log" \
    "Check the network and the package sources, then start again; or install them yourself with apt-get."
}

# optional PURPOSE PACKAGE...: as install, but without root it says what will be missing and carries on.
optional() {
  local purpose=$1
  shift
  have_packages "$@" && return 0
  if become_root; then
    install "$purpose" "$@"
  else
    say "without ${missing[*]} there is no $purpose; everything else works (as root: apt-get install --no-install-recommends ${missing[*]})"
  fi
}

# Takes JDK 25 from Debian's next suite, at a priority so low that nothing else comes from there.
install_jdk() {
  if ! command -v apt-get >/dev/null; then
    fail 5 "there is no JDK $JDK_FEATURE in JAVA_HOME, on PATH or under /usr/lib/jvm" \
      "Install a JDK $JDK_FEATURE (any vendor's), set JAVA_HOME to its folder and start again."
  fi
  become_root || fail 5 "there is no JDK $JDK_FEATURE in JAVA_HOME, on PATH or under /usr/lib/jvm, and installing one needs root" \
    "Ask an administrator to install a JDK $JDK_FEATURE under /usr/lib/jvm, or unpack one and set JAVA_HOME to its folder."
  room_or_fail /usr 1200
  if apt update && apt-cache show openjdk-$JDK_FEATURE-jdk-headless >/dev/null 2>&1; then
    install "the workbench itself" openjdk-$JDK_FEATURE-jdk-headless
    return
  fi
  if [ "$assume_yes" != 1 ]; then
    fail 5 "there is no JDK $JDK_FEATURE on this machine and this Debian has none to install; its next suite (trixie) has, which would also raise libc6 to that suite's version" \
      "Run '$0 --yes' to take it from there at low priority, or install a JDK $JDK_FEATURE yourself and set JAVA_HOME to its folder."
  fi
  local address keyring
  # The mirror that Debian itself comes from here, not another vendor's or the security archive.
  address=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    grep -v '^ *#' | grep -oE '(https?|file|mirror\+file|copy):/[^ ]*/debian/?( |$)' | tr -d ' ' | head -1)
  [ -n "$address" ] || fail 5 "no package source of this Debian was found in /etc/apt" \
    "Install a JDK $JDK_FEATURE yourself and set JAVA_HOME to its folder."
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  say "adding Debian's suite trixie at priority 100 and taking openjdk-$JDK_FEATURE-jdk-headless from it (libc6 is raised with it)"
  printf 'deb [signed-by=%s] %s trixie main\n' "$keyring" "$address" |
    "${as_root[@]}" tee /etc/apt/sources.list.d/espalier-trixie.list >/dev/null
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' |
    "${as_root[@]}" tee /etc/apt/preferences.d/espalier-trixie >/dev/null
  apt update || true
  apt install --no-install-recommends -t trixie openjdk-$JDK_FEATURE-jdk-headless || fail 5 \
    "openjdk-$JDK_FEATURE-jdk-headless could not be installed; the last words of apt-get are in $build_log" \
    "Check the network, then start again; or install a JDK $JDK_FEATURE yourself and set JAVA_HOME to its folder."
}

need_jdk() {
  look_for_jdk && return 0
  install_jdk
  look_for_jdk || fail 5 "the JDK $JDK_FEATURE that was just installed was not found under /usr/lib/jvm" \
    "Set JAVA_HOME to its folder and start again."
}

# What the program needs to run: JavaFX's libraries and a font; for boards a compiler and the virtual board.
need_packages() {
  if ! command -v dpkg-query >/dev/null; then
    if [ ! -e "$root/target/setup.stamp" ]; then
      say "this is no Debian: please see to libgtk-3, freetype, fontconfig, a font, arm-none-eabi-gcc, make and libunicorn 2 yourself"
    fi
    return 0
  fi
  optional "window" fonts-dejavu-core libx11-6 libpangoft2-1.0-0 libfreetype6 libfontconfig1 libgtk-3-0 libxtst6 libgl1 libxxf86vm1
  optional "firmware and virtual board" gcc-arm-none-eabi make libunicorn2
}

sources_changed() {
  local stamp=$root/target/setup.stamp
  [ -e "$stamp" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root/.mvn" "$root/src/main" -newer "$stamp" -print -quit)" ]
}

maven() { # ARGUMENTS...
  JAVA_HOME=$jdk mvn -B -f "$root/pom.xml" "$@"
}

need_maven() {
  command -v mvn >/dev/null && return 0
  command -v apt-get >/dev/null || fail 5 "there is no mvn on PATH to build with" "Install Apache Maven 3.8 or newer and start again."
  install "building" maven
}

# The decoder's C kernels, where there is a C compiler; without them the Java kernels do the same, slower.
build_kernels() {
  local folder=$root/target/classes/org/espalier/tensor/kernel
  command -v gcc >/dev/null || return 0
  gcc -O3 -shared -fPIC -o "$folder/libkernels.so" "$folder/kernels.c" >>"$build_log" 2>&1 ||
    say "the decoder's C kernels could not be built (see $build_log); its Java kernels are used"
}

# Sets $class_path: one jar of own classes, then libraries by name. The order is part of what the class cache fits.
set_class_path() {
  local LC_ALL=C own=$root/target/espalier.jar
  [ -e "$own" ] || own=$root/target/classes
  class_path=$own$(printf ':%s' "$root"/target/lib/*.jar)
}

# Options of a process that looks at every page of the window with nobody watching, so that its classes are recorded;
# for one visit of each page the second compiler does not pay.
readonly UNSEEN="-Dglass.platform=Headless -Dprism.order=sw -XX:TieredStopAtLevel=1"

# Own classes as one jar, and the class cache: classes as the JVM keeps them in memory, recorded while every page was
# looked at once. Where making it fails, the program starts without it, slower.
build_archive() {
  local jar=$root/target/espalier.jar archive=$root/target/espalier.aot places=$root/target/walk project class_path java_flags
  rm -rf "$archive" "$places"
  "$jdk/bin/jar" --create --no-compress --file "$jar.new" --main-class org.espalier.cli.Main -C "$root/target/classes" . \
    >>"$build_log" 2>&1 && mv "$jar.new" "$jar" || return 1
  set_class_path
  set_flags
  # Copies of the projects, so that what a visit counts and keeps stays out of the user's.
  for project in prune-llava vit-on-stm32; do
    mkdir -p "$places/projects/$project" && cp "$root/projects/$project/project.json" "$places/projects/$project/"
  done
  ln -s "$root/assets" "$places/assets"
  # shellcheck disable=SC2086 # several options
  timeout 120 "$jdk/bin/java" "${java_flags[@]}" $UNSEEN "-XX:AOTCacheOutput=$archive.new" -cp "$class_path" \
    org.espalier.cli.Main walk "$places/projects/prune-llava" "$places/projects/vit-on-stm32" --visits 1 --quiet >>"$build_log" 2>&1 &&
    mv "$archive.new" "$archive" || say "the class cache could not be made (see $build_log); the window starts without it, slower"
  rm -rf "$archive".new* "$places"
  return 0
}

# Builds when there is no build yet or sources are newer than it.
build_if_needed() {
  sources_changed || return 0
  if ! mkdir -p "$root/target" 2>/dev/null || [ ! -w "$root/target" ]; then
    fail 5 "$root is not built yet and cannot be written by $(id -un)" \
      "Run installer/espalier once as the owner of that folder, or make a copy of your own."
  fi
  exec 9>"$root/target/build.lock"
  flock 9
  sources_changed || return 0
  need_maven
  room_or_fail "$root/target" 1000
  say "building (about a minute, the first time several; log in $build_log)"
  local stamp
  stamp=$(mktemp "$root/target/stamp.XXXXXX")
  if ! maven -Dmaven.test.skip=true -Dspotless.check.skip=true package dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$root/target/lib" >"$build_log" 2>&1; then
    rm -f "$stamp"
    if grep -qE 'No space left' "$build_log"; then
      fail 5 "the disk is full; the build stopped" "Free 2 GiB on the disk of $root and of ~/.m2, then start again."
    fi
    if grep -qE 'Could not transfer|Unknown host|Connection (refused|timed out)|Network is unreachable|in offline mode' "$build_log"; then
      fail 5 "the build could not fetch its libraries; the details are in $build_log" \
        "Connect to the network (Maven Central is needed once) and start again."
    fi
    fail 5 "the build failed; the details are at the end of $build_log" "Mend what it names and start again."
  fi
  build_kernels
  build_archive || fail 1 "the classes could not be put into $root/target/espalier.jar" "See the end of $build_log."
  mv "$stamp" "$root/target/setup.stamp"
  exec 9>&-
}

# True if the arguments ask for Spark, or go on with a run that did.
wants_spark() { # ARGUMENTS...
  [ "${1:-}" = cluster ] && return 0
  local argument
  for argument in "$@"; do
    case $argument in
      --spark | --spark=*) return 0 ;;
    esac
    if [ -f "$argument/run.json" ] && grep -q '"master" *:' "$argument/run.json"; then
      return 0
    fi
  done
  [ -d "$root/target/spark" ] && [ $# = 0 ]
}

# Fetches Apache Spark into target/spark: everything of it that target/lib has not.
need_spark() {
  local folder=$root/target/spark
  [ -e "$folder/complete" ] && return 0
  if ! mkdir -p "$folder" 2>/dev/null || [ ! -w "$folder" ]; then
    fail 5 "Spark is not here yet, and $root/target cannot be written by $(id -un)" \
      "Run the command once as the owner of that folder, or leave --spark out."
  fi
  exec 9>"$root/target/build.lock"
  flock 9
  [ -e "$folder/complete" ] && return 0
  need_maven
  room_or_fail "$folder" 600
  say "adding Apache Spark (226 MB, once; log in $build_log)"
  if ! maven dependency:copy-dependencies -DincludeScope=provided -DoutputDirectory="$folder" >>"$build_log" 2>&1; then
    fail 5 "Apache Spark could not be fetched; the details are in $build_log" \
      "Connect to the network (Maven Central is needed once), or leave --spark out to search in this process."
  fi
  local jar
  for jar in "$folder"/*.jar; do
    [ -e "$root/target/lib/$(basename "$jar")" ] && rm -f "$jar"
  done
  : >"$folder/complete"
  exec 9>&-
}

# Sets $java_flags, which the program needs; the launcher of the app image passes the same. Pruning streams block by
# block, and a large heap only fills with garbage: a command that prunes gets no more of a large machine's memory than
# 3 GiB of heap, which JAVA_TOOL_OPTIONS=-Xmx... changes, and its collector gives back what the next block does not need.
# The collector is the one whose pauses are short: a window shows them.
set_flags() {
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/espalier
  java_flags=(
    "-Despalier.home=$root"
    -Dai.djl.offline=true
    --enable-native-access=ALL-UNNAMED
    --add-modules=jdk.incubator.vector
    --sun-misc-unsafe-memory-access=allow
    -XX:+UseG1GC
  )
  if [ "${1:-}" = prune ]; then
    java_flags+=(-XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30)
  fi
  # A cache that does not fit (another JVM, other jars) is not used, without a word. It cannot be named beside options that
  # choose another one.
  if [ -e "$root/target/espalier.aot" ] && ! [[ "${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-}" =~ -Xshare|Archive|-XX:AOT ]]; then
    java_flags+=("-XX:AOTCache=$root/target/espalier.aot" '-Xlog:aot*=off' '-Xlog:cds*=off')
  fi
  local total
  total=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null)
  if [ "${1:-}" = prune ] && [ "${total:-0}" -gt 16384 ] && ! [[ "${JAVA_TOOL_OPTIONS:-}" == *-Xmx* ]]; then
    java_flags+=(-Xmx3g)
  fi
}
