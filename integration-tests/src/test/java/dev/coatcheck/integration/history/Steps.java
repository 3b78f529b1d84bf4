package dev.coatcheck.integration.history;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.Values;
import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.integration.history.Recorder.Call;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What a worker does to one session, each step written down. For one thread. */
final class Steps {
    private final Recorder recorder;
    private final SessionManager sessions;
    private final DataStore store;
    private final String label;
    private final Session handle;

    Steps(Recorder recorder, SessionManager sessions, DataStore store, String label, Session handle) {
        this.recorder = recorder;
        this.sessions = sessions;
        this.store = store;
        this.label = label;
        this.handle = handle;
    }

    private Call call(Operation operation) {
        return Call.of(operation, label);
    }

    private static Key<String> text(String name) {
        return Key.of(name, String.class);
    }

    private static Key<Long> number(String name) {
        return Key.of(name, Long.class);
    }

    private static String labelOf(Optional<String> value) {
        return value.map(Stamp::label).orElse(Event.ABSENT);
    }

    private static String presence(boolean present) {
        return present ? Event.PRESENT : Event.ABSENT;
    }

    private static String liveness(boolean live) {
        return live ? Event.LIVE : Event.OVER;
    }

    Outcome get(String key) {
        return recorder.record(call(Operation.GET).on(key), () -> labelOf(handle.get(text(key))));
    }

    Outcome getAll(String one, String other) {
        return recorder.record(call(Operation.GET_ALL).on(one + "+" + other), () -> {
            Values values = handle.getAll(text(one), text(other));
            return labelOf(values.get(text(one))) + "+" + labelOf(values.get(text(other)));
        });
    }

    void contains(String key) {
        recorder.record(
                call(Operation.CONTAINS).on(key), () -> presence(handle.names().contains(key)));
    }

    void put(String key, String value) {
        recorder.record(call(Operation.PUT).on(key).writing(value), () -> {
            handle.put(text(key), Stamp.value(value));
            return "";
        });
    }

    void put(String key, String value, long lastsMillis) {
        recorder.record(call(Operation.PUT).on(key).writing(value).lasting(lastsMillis), () -> {
            handle.put(text(key), Stamp.value(value), Duration.ofMillis(lastsMillis));
            return "";
        });
    }

    void putByTicket(String key, String value, Tickets.Known ticket) {
        recorder.record(call(Operation.PUT).on(key).writing(value).proving(ticket.label()), () -> {
            sessions.attach(ticket.secret()).put(text(key), Stamp.value(value));
            return "";
        });
    }

    void putIfAbsent(String key, String value) {
        recorder.record(
                call(Operation.PUT_IF_ABSENT).on(key).writing(value),
                () -> presence(!handle.putIfAbsent(text(key), Stamp.value(value))));
    }

    void getOrCompute(String key, String value) {
        recorder.record(
                call(Operation.GET_OR_COMPUTE).on(key).writing(value),
                () -> Stamp.label(handle.getOrCompute(text(key), () -> Stamp.value(value))));
    }

    /** Replaces whatever is there, which its result names. */
    void compute(String key, String value) {
        recorder.record(call(Operation.COMPUTE).on(key).writing(value), () -> {
            AtomicReference<String> old = new AtomicReference<>("");
            handle.compute(text(key), found -> {
                old.set(labelOf(found));
                return value.equals(Event.ABSENT) ? Optional.empty() : Optional.of(Stamp.value(value));
            });
            return old.get();
        });
    }

    void remove(String key) {
        recorder.record(call(Operation.REMOVE).on(key).writing(Event.ABSENT), () -> presence(handle.remove(text(key))));
    }

    void batch(String one, String other, String value) {
        recorder.record(call(Operation.BATCH).on(one + "+" + other).writing(value), () -> {
            Batch batch = handle.batch();
            if (value.equals(Event.ABSENT)) {
                batch.remove(text(one)).remove(text(other));
            } else {
                batch.put(text(one), Stamp.value(value)).put(text(other), Stamp.value(value));
            }
            batch.commit();
            return "";
        });
    }

    void add(String key) {
        recorder.record(
                call(Operation.ADD).on(key), () -> Long.toString(handle.update(number(key), 0L, old -> old + 1)));
    }

    Outcome count(String key) {
        return recorder.record(
                call(Operation.COUNT).on(key),
                () -> handle.get(number(key)).map(String::valueOf).orElse(Event.ABSENT));
    }

    void rawPut(String key, String value) {
        recorder.record(call(Operation.RAW_PUT).on(key).writing(value), () -> {
            Change change = Change.put(key, value.getBytes(StandardCharsets.UTF_8));
            long version = store.write(handle.id(), List.of(change)).version();
            if (version == 0) {
                throw new SessionEndedException("gone");
            }
            return Long.toString(version);
        });
    }

    void rawGet(String key) {
        recorder.record(call(Operation.RAW_GET).on(key), () -> {
            Slice slice =
                    store.read(handle.id(), List.of(Want.of(key))).orElseThrow(() -> new SessionEndedException("gone"));
            Found found = slice.values().get(0);
            return found.state() == Found.State.ABSENT
                    ? Event.ABSENT
                    : found.version() + " " + new String(found.bytes(), StandardCharsets.UTF_8);
        });
    }

    void find(Tickets.Known ticket) {
        recorder.record(
                call(Operation.FIND).proving(ticket.label()),
                () -> liveness(sessions.find(ticket.secret()).isPresent()));
    }

    Outcome findById() {
        return recorder.record(
                call(Operation.FIND_BY_ID),
                () -> liveness(sessions.findById(handle.id()).isPresent()));
    }

    void renew(String ticketLabel, Tickets tickets) {
        recorder.record(call(Operation.RENEW).writing(ticketLabel), () -> {
            tickets.add(label, new Tickets.Known(ticketLabel, handle.renew()));
            return "";
        });
    }

    Outcome end() {
        return recorder.record(call(Operation.END), () -> {
            handle.end();
            return "";
        });
    }
}
