package dev.coatcheck.benchmarks.load;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Small;
import java.util.List;
import java.util.stream.Stream;

/** Coatcheck, the ticket checked in every request. */
class CoatcheckPeer implements Peer {
    final SessionManager sessions;
    private final List<String> tickets;

    CoatcheckPeer(SessionManager sessions) {
        this.sessions = sessions;
        this.tickets = Stream.generate(() -> filled(sessions.create()))
                .limit(Peers.SESSIONS)
                .toList();
    }

    private static String filled(Session session) {
        session.put(Small.KEY, Small.value(7));
        return session.ticket();
    }

    @Override
    public void read(int session) {
        Check.same(
                Small.value(7),
                sessions.attach(tickets.get(session)).get(Small.KEY).orElseThrow());
    }

    @Override
    public void write(int session) {
        sessions.attach(tickets.get(session)).put(Small.KEY, Small.value(7));
    }

    @Override
    public void close() {
        sessions.close();
    }
}
