# Makes the table (standard output) and the JSON file of a run from its samples, one per line, separated by tabs:
#   group operation engine wall_us cpu_us peak_kib tree_peak_kib written_bytes archive_bytes
# -v json=FILE takes the JSON; -v facts=FILE holds the members of its "machine" object.

BEGIN {
    FS = "\t"
    split("wall_us cpu_us peak_kib tree_peak_kib written_bytes archive_bytes", figures, " ")
    figure_count = 6
}

{
    key = $1 SUBSEP $2
    if (!(key in seen)) {
        seen[key] = 1
        order[++operations] = key
    }
    sample = ++count[key, $3]
    for (i = 1; i <= figure_count; i++) {
        value[key, $3, figures[i], sample] = $(3 + i)
    }
}

function sorted_into(target, key, engine, figure,    n, i, j, held) {
    n = count[key, engine]
    for (i = 1; i <= n; i++) {
        held = value[key, engine, figure, i] + 0
        for (j = i - 1; j >= 1 && target[j] > held; j--) {
            target[j + 1] = target[j]
        }
        target[j + 1] = held
    }
    return n
}

function median(key, engine, figure,    all, n) {
    n = sorted_into(all, key, engine, figure)
    return n % 2 ? all[(n + 1) / 2] : (all[n / 2] + all[n / 2 + 1]) / 2
}

function range(key, engine, figure, unit,    all, n) {
    n = sorted_into(all, key, engine, figure)
    return sprintf("%.0f-%.0f", all[1] / unit, all[n] / unit)
}

function ratio(key, figure,    other) {
    other = median(key, "podman", figure)
    return other > 0 ? sprintf("%.2f", median(key, "gantry", figure) / other) : "-"
}

function alone_ratio(key) {
    return count[key, "alone"] > 0 ? sprintf("%.2f", median(key, "gantry", "wall_us") / median(key, "alone", "wall_us")) : ""
}

function alone_time(key) {
    return count[key, "alone"] > 0 ? sprintf("%.1f", median(key, "alone", "wall_us") / 1000) : ""
}

# What was written besides the archive; a restore only reads it.
function beside(key, engine) {
    return median(key, engine, "written_bytes") - (key ~ /checkpoint$/ ? median(key, engine, "archive_bytes") : 0)
}

function title(key,    parts) {
    split(key, parts, SUBSEP)
    return parts[1] ~ /^(commands|parallel|scale)$/ ? parts[2] : parts[1] ": " parts[2]
}

function table(    i, key) {
    printf "%-22s %10s %13s %10s %13s %7s %10s %7s\n", "median time, ms", "Gantry", "(range)", "Podman", "(range)",
        "ratio", "alone", "ratio"
    for (i = 1; i <= operations; i++) {
        key = order[i]
        printf "%-22s %10.1f %13s %10.1f %13s %7s %10s %7s\n", title(key),
            median(key, "gantry", "wall_us") / 1000, range(key, "gantry", "wall_us", 1000),
            median(key, "podman", "wall_us") / 1000, range(key, "podman", "wall_us", 1000), ratio(key, "wall_us"),
            alone_time(key), alone_ratio(key)
    }

    printf "\n%-22s %21s %21s %21s %21s\n", "", "CPU, ms", "own peak, MiB", "written beside, MiB", "archive, MiB"
    printf "%-22s %10s %10s %10s %10s %10s %10s %10s %10s\n", "medians",
        "Gantry", "Podman", "Gantry", "Podman", "Gantry", "Podman", "Gantry", "Podman"
    for (i = 1; i <= operations; i++) {
        key = order[i]
        printf "%-22s %10.0f %10.0f %10.1f %10.1f %10.2f %10.2f %10.1f %10.1f\n", title(key),
            median(key, "gantry", "cpu_us") / 1000, median(key, "podman", "cpu_us") / 1000,
            median(key, "gantry", "peak_kib") / 1024, median(key, "podman", "peak_kib") / 1024,
            beside(key, "gantry") / 1048576, beside(key, "podman") / 1048576,
            median(key, "gantry", "archive_bytes") / 1048576, median(key, "podman", "archive_bytes") / 1048576
    }
}

function engine_json(key, engine,    i, j, all, n, text) {
    text = sprintf("\"%s\": {", engine)
    for (i = 1; i <= figure_count; i++) {
        text = text sprintf("%s\n        \"%s\": {\"median\": %.0f, \"samples\": [", i > 1 ? "," : "", figures[i],
            median(key, engine, figures[i]))
        n = count[key, engine]
        for (j = 1; j <= n; j++) {
            text = text sprintf("%s%.0f", j > 1 ? ", " : "", value[key, engine, figures[i], j])
        }
        text = text "]}"
    }
    return text "\n      }"
}

function alone_json(key) {
    return count[key, "alone"] > 0 ? ",\n      " engine_json(key, "alone") : ""
}

function write_json(    i, key, parts, line) {
    print "{\n  \"machine\": {" > json
    while ((getline line < facts) > 0) {
        print line > json
    }
    print "  },\n  \"operations\": [" > json
    for (i = 1; i <= operations; i++) {
        key = order[i]
        split(key, parts, SUBSEP)
        printf "    {\n      \"group\": \"%s\",\n      \"operation\": \"%s\",\n      \"time_ratio\": %s,\n", parts[1],
            parts[2], ratio(key, "wall_us") > json
        printf "      %s,\n      %s%s\n    }%s\n", engine_json(key, "gantry"), engine_json(key, "podman"),
            alone_json(key), i < operations ? "," : "" > json
    }
    print "  ]\n}" > json
    close(json)
}

END {
    table()
    write_json()
}
