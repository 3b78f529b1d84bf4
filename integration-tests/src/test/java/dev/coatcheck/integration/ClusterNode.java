package dev.coatcheck.integration;

import java.util.Arrays;
import java.util.List;

/** One line of {@code CLUSTER NODES}: a server of a cluster, as one of them sees it. */
record ClusterNode(int port, boolean handshake, boolean replica, boolean failed, List<String> slots) {
    private static final int FIRST_SLOTS = 8;

    static List<ClusterNode> parse(String nodes) {
        return nodes.lines().map(ClusterNode::parseLine).toList();
    }

    private static ClusterNode parseLine(String line) {
        String[] parts = line.split(" ", -1);
        String address = parts[1].substring(0, parts[1].indexOf('@'));
        return new ClusterNode(
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
                parts[2].contains("handshake"),
                parts[2].contains("slave"),
                parts[2].contains("fail"),
                Arrays.stream(parts).skip(FIRST_SLOTS).toList());
    }

    boolean isWorkingReplica() {
        return replica && !failed;
    }

    boolean has(int slot) {
        return slots.stream().filter(range -> !range.startsWith("[")).anyMatch(range -> {
            String[] ends = range.split("-", -1);
            return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
        });
    }
}
