package dev.coatcheck.integration;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * A process that writes to sessions in a file until it is killed, and says on its standard output what it is about to do
 * and what was acknowledged. Tickets go through that pipe alone. Its arguments are the file, the number of threads and a
 * seed; where it moves its sessions meanwhile, how many each thread has, and the server's URL and prefix.
 */
final class KilledWriter {
    static final int KEYS = 4;

    private final SessionManager sessions;
    private final Random random;
    private final List<Session> own = new ArrayList<>();
    private long number;

    private final int most;

    private KilledWriter(SessionManager sessions, int most, long seed) {
        this.sessions = sessions;
        this.most = most;
        this.random = new Random(seed);
    }

    static Key<String> key(int number) {
        return Key.of("key" + number, String.class);
    }

    public static void main(String[] arguments) throws InterruptedException {
        SessionManager sessions = SessionManager.open(
                CoatcheckConfig.of(Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", arguments[0])));
        int threads = Integer.parseInt(arguments[1]);
        boolean moves = arguments.length > 3;
        int most = moves ? Integer.parseInt(arguments[3]) : 3;
        CountDownLatch ready = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            KilledWriter writer = new KilledWriter(sessions, most, Long.parseLong(arguments[2]) * 100 + i);
            new Thread(() -> writer.writeForEver(ready)).start();
        }
        if (moves) {
            ready.await();
            sessions.moveTo(CoatcheckConfig.of(Map.of(
                    "coatcheck.store",
                    "redis",
                    "coatcheck.redis.url",
                    arguments[4],
                    "coatcheck.redis.prefix",
                    arguments[5])));
            say("moving");
        }
    }

    /** One line each, whole: the pipe keeps what a process that is killed has written. */
    private static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private void writeForEver(CountDownLatch ready) {
        while (true) {
            while (own.size() < most) {
                create();
            }
            ready.countDown();
            Session session = own.get(random.nextInt(own.size()));
            int kind = random.nextInt(100);
            if (kind < 70) {
                put(session, random.nextInt(KEYS));
            } else if (kind < 85) {
                remove(session, random.nextInt(KEYS));
            } else if (kind < 93) {
                renew(session);
            } else if (own.size() > 1) {
                end(session);
            }
        }
    }

    private void create() {
        Session session = sessions.create();
        say("created " + session.id() + " " + session.ticket());
        own.add(session);
    }

    /** From some bytes to some hundred kilobytes, which do not compress to little. */
    private void put(Session session, int key) {
        String text = ++number + " " + noise(random.nextInt(20) == 0 ? 100_000 : random.nextInt(2_000));
        String what = session.id() + " " + key + " " + number;
        say("putting " + what);
        session.put(key(key), text);
        say("put " + what);
    }

    private String noise(int length) {
        StringBuilder noise = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            noise.append((char) ('0' + random.nextInt(75)));
        }
        return noise.toString();
    }

    private void remove(Session session, int key) {
        String what = session.id() + " " + key + " 0";
        say("putting " + what);
        session.remove(key(key));
        say("put " + what);
    }

    private void renew(Session session) {
        say("renewing " + session.id());
        say("renewed " + session.id() + " " + session.renew());
    }

    private void end(Session session) {
        say("ending " + session.id());
        session.end();
        own.remove(session);
        say("ended " + session.id());
    }
}
