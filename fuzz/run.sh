#!/usr/bin/env bash
# Fuzzes the parsers of foreign input with AFL++, guided by coverage, at idle priority; see fuzz/README.md.
#   fuzz/run.sh MINUTES [TARGET…]     MINUTES in all, shared by the targets (all of them)
# What was found lies in artifacts/fuzz/TARGET. Ends with 1 if that is a crash or a hang.
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=2.3.0 # of SharpFuzz.CommandLine, as SharpFuzz in Directory.Packages.props
FOLDER=$PWD/artifacts/fuzz
[[ ${1:-} =~ ^[0-9]+$ ]] || { echo "usage: fuzz/run.sh MINUTES [TARGET…]" >&2; exit 2; }
minutes=$1
shift
command -v afl-fuzz >/dev/null || { echo "afl-fuzz is missing: eng/setup.sh --fuzz" >&2; exit 2; }

# Built anew: what has counters in it already cannot be given them twice.
rm -rf "$FOLDER/program"
dotnet build fuzz/Gantry.Fuzz --nologo -v quiet -c Release -o "$FOLDER/program"
[ -x "$FOLDER/tool/sharpfuzz" ] ||
    dotnet tool install SharpFuzz.CommandLine --version "$VERSION" --tool-path "$FOLDER/tool" >/dev/null
for assembly in Gantry.Engine Gantry.CriuImages Gantry.Templates; do
    "$FOLDER/tool/sharpfuzz" "$FOLDER/program/$assembly.dll" >/dev/null
done
program=("$(command -v dotnet)" "$FOLDER/program/Gantry.Fuzz.dll")

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <("${program[@]}" list)
seconds=$((minutes * 60 / ${#targets[@]}))
[ "$seconds" -ge 1 ] || seconds=1

# AFL++ is told not to ask for a machine of its own; the heap's bound makes a parser that takes too much a crash.
export AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_SKIP_BIN_CHECK=1 AFL_NO_AFFINITY=1
export AFL_AUTORESUME=1 AFL_FORKSRV_INIT_TMOUT=60000
export DOTNET_GCHeapHardLimit=0x30000000 DOTNET_TieredPGO=0

fact() { awk -v key="$2" '$1 == key {print $3}' "$FOLDER/$1/default/fuzzer_stats"; }
total=0 found=0
for target in "${targets[@]}"; do
    seeds=$FOLDER/seeds/$target
    rm -rf "$seeds"
    mkdir -p "$seeds"
    "${program[@]}" seeds "$target" "$seeds"
    before=$([ -f "$FOLDER/$target/default/fuzzer_stats" ] && fact "$target" execs_done || echo 0)
    chrt -i 0 afl-fuzz -V "$seconds" -t 10000 -m none -i "$seeds" -o "$FOLDER/$target" -- "${program[@]}" run "$target" \
        >"$FOLDER/$target.log" 2>&1 || { tail -n 20 "$FOLDER/$target.log" >&2; exit 1; }
    done=$(($(fact "$target" execs_done) - before))
    crashes=$(find "$FOLDER/$target/default/crashes" -name 'id:*' | wc -l)
    hangs=$(find "$FOLDER/$target/default/hangs" -name 'id:*' | wc -l)
    printf '%-16s %10d executions, %s edges, %d crashes, %d hangs\n' \
        "$target" "$done" "$(fact "$target" edges_found)" "$crashes" "$hangs"
    total=$((total + done)) found=$((found + crashes + hangs))
done
echo "$total executions, $found findings"
[ "$found" -eq 0 ]
