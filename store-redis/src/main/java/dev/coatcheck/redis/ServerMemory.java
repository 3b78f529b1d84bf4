package dev.coatcheck.redis;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol.Command;

/** What a server says of its memory, in bytes; a most of 0 is no limit. */
record ServerMemory(long used, long max) {

    static ServerMemory ask(Server server) {
        String info =
                new String((byte[]) Objects.requireNonNull(server.one(Command.INFO, "memory")), StandardCharsets.UTF_8);
        return new ServerMemory(number(info, "used_memory"), number(info, "maxmemory"));
    }

    private static long number(String info, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + ":(\\d+)").matcher(info);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    boolean isUnlimited() {
        return max == 0;
    }
}
