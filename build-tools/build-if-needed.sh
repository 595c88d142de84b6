# Sourced by the commands that run from a checkout, with the variable root set to its folder. Sets the variable java.

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

# build_if_needed LIBRARIES MAIN MODULE... [-OPTION...]: builds the last of the modules unless it is built and newer than the sources of all of
# them. Its build puts its libraries into the folder LIBRARIES, relative to its target; MAIN is its main class; a MODULE may also be a file
# that goes into the build; the options are for Maven. Sets the variable class_path.
build_if_needed() {
  local libraries=$1 main=$2 module='' sources=("$root/pom.xml")
  shift 2
  while (($#)) && [[ $1 != -* ]]; do
    if [ -f "$root/$1" ]; then
      sources+=("$root/$1")
    else
      module=$1
      sources+=("$root/$1"/{pom.xml,src/main})
    fi
    shift
  done

  local target=$root/$module/target
  local stamp=$target/$libraries/.built
  if [ ! -f "$stamp" ] || [ ! -f "$target/classes/${main//.//}.class" ] ||
    [ -n "$(find "${sources[@]}" -newer "$stamp" -print -quit)" ]; then
    echo "building (the first time takes a minute or two) ..." >&2
    rm -rf "${target:?}/$libraries"
    "$root/mvnw" -f "$root/pom.xml" -B -ntp -q -Dquick -Dmaven.test.skip=true "$@" -pl "$module" -am package >&2
    touch "$stamp"
  fi
  class_path="$target/classes:$target/$libraries/*"
}
