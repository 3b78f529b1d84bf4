package dev.coatcheck.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import redis.clients.jedis.CommandArguments;

/** Sends commands about several sessions together, to each server what concerns it. */
final class TogetherByServer {
    private final Calls calls;

    TogetherByServer(Calls calls) {
        this.calls = calls;
    }

    /**
     * Sends one command for each. Where a connection breaks, all that were sent on it are sent again.
     *
     * @param id of the session that it is about
     * @return the answers, in the same order; a refusal is one of them
     */
    <T> List<Object> ask(List<T> all, Function<T, String> id, Function<T, CommandArguments> command) {
        Map<Server, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            Server master = calls.ask(id.apply(all.get(i)), server -> server);
            places.computeIfAbsent(master, none -> new ArrayList<>()).add(i);
        }
        Object[] answers = new Object[all.size()];
        places.values().forEach(ofOne -> {
            CommandArguments[] commands =
                    ofOne.stream().map(place -> command.apply(all.get(place))).toArray(CommandArguments[]::new);
            List<Object> told = calls.ask(id.apply(all.get(ofOne.get(0))), server -> server.ask(commands));
            for (int i = 0; i < told.size(); i++) {
                answers[ofOne.get(i)] = told.get(i);
            }
        });
        return Arrays.asList(answers);
    }
}
