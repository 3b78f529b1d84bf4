package dev.coatcheck.benchmarks.load;

import dev.coatcheck.Key;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Machine;
import dev.coatcheck.benchmarks.RedisServer;
import dev.coatcheck.benchmarks.Run;
import dev.coatcheck.benchmarks.Visitor;
import dev.coatcheck.benchmarks.WritesRow;
import dev.coatcheck.benchmarks.redis.RedisUrl;
import dev.coatcheck.benchmarks.redis.SpringSessions;
import dev.coatcheck.benchmarks.report.Report;
import dev.coatcheck.benchmarks.report.WritesTable;
import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.session.SaveMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Counts what parallel requests lose of each other's writes, beside Spring Session on the same server. */
@Command(
        name = "writes",
        description = "Parallel requests that write one session's attributes, beside Spring Session: how much is lost.",
        mixinStandardHelpOptions = true)
public final class WritesCommand implements Callable<Integer> {
    private static final Key<Integer> COUNT = Key.of(Writes.COUNT, Integer.class);

    /** As many as Coatcheck has by default. */
    private static final int CONNECTIONS = 16;

    @Option(names = "--requests", paramLabel = "N", defaultValue = "1000", description = "${DEFAULT-VALUE}")
    private int requests = 1_000;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "32", description = "${DEFAULT-VALUE}")
    private int threads = 32;

    @Option(
            names = "--redis-url",
            paramLabel = "URL",
            description = "A server that is there already, without a password. Without it, one is started.")
    private @Nullable String redisUrl;

    private final List<WritesRow> rows = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Map<String, String> machine = Machine.describe(requests + " requests by " + threads + " threads");
        try (RedisServer redis = redisUrl == null ? RedisServer.start() : RedisServer.at(redisUrl)) {
            System.setProperty(RedisUrl.PROPERTY, redis.url());
            machine.put("Server", redis.version() + ", client and server on any core");
            coatcheck();
            spring("Spring Session", SaveMode.ON_SET_ATTRIBUTE);
            spring("Spring Session, SaveMode.ALWAYS", SaveMode.ALWAYS);
        }
        new JsonMapper().writeValue(Run.WRITES.file("results.json"), rows);
        Run.WRITES.writeMachine(machine);
        System.out.println(WritesTable.of(rows));
        Report.writeHere();
        return 0;
    }

    private void coatcheck() throws InterruptedException {
        try (SessionManager manager = Coatcheck.onRedis(Map.of())) {
            measure(WritesRow.COATCHECK, Coatcheck.visitor(manager, COUNT), Writes::getAndSet);
            measure(
                    WritesRow.COATCHECK_UPDATE,
                    Coatcheck.visitor(manager, COUNT),
                    request -> HttpSessions.get(request).update(COUNT, 0, count -> count + 1));
        }
    }

    private void spring(String who, SaveMode mode) throws InterruptedException {
        try (SpringSessions sessions = SpringSessions.onJedis(CONNECTIONS, SpringSessions.json(), mode)) {
            measure(who, new Visitor(sessions.filter()), Writes::getAndSet);
        }
    }

    private void measure(String who, Visitor visitor, Consumer<HttpServletRequest> increment)
            throws InterruptedException {
        rows.add(new Writes(visitor, requests, threads, increment).run(who));
    }
}
