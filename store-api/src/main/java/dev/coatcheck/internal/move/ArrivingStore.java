package dev.coatcheck.internal.move;

import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store as it is for who carries sessions into it: whatever is created here is not yet in use. Thread-safe. */
final class ArrivingStore extends DelegatingStore {
    ArrivingStore(DataStore store) {
        super(store);
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        return super.create(id, lifetime, arriving(first));
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        return super.write(id, arriving(changes));
    }

    private static List<Change> arriving(List<Change> changes) {
        return changes.stream().map(ArrivingStore::arriving).toList();
    }

    private static Change arriving(Change change) {
        Optional<Payload> payload = change.payload();
        if (!change.name().equals(TicketVerification.PROOF) || payload.isEmpty()) {
            return change;
        }
        Payload proof = Standing.arriving(payload.get());
        Change arriving = change.timeToLive()
                .map(time -> Change.put(change.name(), proof, time))
                .orElseGet(() ->
                        change.keepsTime() ? Change.replace(change.name(), proof) : Change.put(change.name(), proof));
        return change.isConditional() ? arriving.ifVersion(change.expectedVersion()) : arriving;
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        return super.read(id, wants).map(slice -> {
            List<Found> values = new ArrayList<>(slice.values());
            for (int i = 0; i < values.size(); i++) {
                Found found = values.get(i);
                if (wants.get(i).name().equals(TicketVerification.PROOF) && found.state() == State.PRESENT) {
                    Found inUse = Found.present(found.version(), found.remaining(), Standing.inUse(found.payload()));
                    values.set(i, found.hasOwnTime() ? inUse.withOwnTime() : inUse);
                }
            }
            return new Slice(slice.remaining(), values);
        });
    }
}
