# Makes an SVG of a run from its JSON, as bench/run.sh writes it: each operation's time of Gantry as a part of Podman's, and
# what the machine can do alone.
#   awk -f bench/plot.awk bench/results/recorded.json > bench/results/recorded.svg

function value(line) {
    sub(/^[^:]*: *"?/, "", line)
    sub(/"?,?$/, "", line)
    return line
}

/^ *"group":/ { group = value($0) }
/^ *"operation":/ {
    title[++count] = (group ~ /^(commands|parallel|scale)$/ ? "" : group ": ") value($0)
}
/^ *"(gantry|podman|alone)": \{/ {
    engine = $0
    gsub(/[ ":{]/, "", engine)
}
/"wall_us":/ && count {
    match($0, /"median": [0-9]+/)
    time[count, engine] = substr($0, RSTART + 10, RLENGTH - 10)
}

END {
    row = 22; left = 200; width = 480; widest = 1.25
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n",
        left + width + 90, count * row + 60
    print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
    printf "<text x=\"%d\" y=\"20\" font-size=\"14\">Time of Gantry, where Podman's is 1; the mark is what the machine can do alone</text>\n", 10
    for (i = 1; i <= count; i++) {
        y = 36 + (i - 1) * row
        printf "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", left - 8, y + 13, title[i]
        if (time[i, "podman"] <= 0) {
            continue
        }

        part = time[i, "gantry"] / time[i, "podman"]
        printf "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>\n", left, y,
            width * (part < widest ? part : widest) / widest, part <= 1 ? "#2b7a78" : "#b5651d"
        printf "<text x=\"%.1f\" y=\"%d\">%.2f</text>\n", left + width * (part < widest ? part : widest) / widest + 5, y + 13, part
        alone = time[i, "alone"] / time[i, "podman"]
        if (alone > 0) {
            printf "<rect x=\"%.1f\" y=\"%d\" width=\"3\" height=\"20\" fill=\"black\"/>\n",
                left + width * (alone < widest ? alone : widest) / widest - 1, y - 2
        }
    }

    printf "<line x1=\"%.1f\" y1=\"30\" x2=\"%.1f\" y2=\"%d\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>\n",
        left + width / widest, left + width / widest, 40 + count * row
    print "</svg>"
}
