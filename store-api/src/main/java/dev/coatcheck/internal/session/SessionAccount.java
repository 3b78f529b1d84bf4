package dev.coatcheck.internal.session;

import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.ticket.OnItsWay;
import dev.coatcheck.internal.ticket.Terms;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one session comes to, without its values: told to who administers it, and no use of it.
 *
 * @param id the session's id
 * @param created when it was created
 * @param lastUsed when it was last used, as far as its end tells
 * @param idleTimeout the one that counts for it, its own or the configured one
 * @param remaining how long it lives if it is not used
 * @param storedBytes the bytes that each of the application's values has in the store
 */
public record SessionAccount(
        String id,
        Instant created,
        Optional<Instant> lastUsed,
        Optional<Duration> idleTimeout,
        Duration remaining,
        Map<String, Long> storedBytes) {

    /** The account of a session; empty where there is no such live session. */
    public static Optional<SessionAccount> of(Sessions sessions, String id) {
        return Ticket.isId(id) ? read(sessions, id, Optional.empty()) : Optional.empty();
    }

    /** The accounts of an owner's live sessions, the oldest first. */
    public static List<SessionAccount> ofOwner(Sessions sessions, Owner owner) {
        List<SessionAccount> accounts = new ArrayList<>();
        for (String id : sessions.index(owner).ids()) {
            read(sessions, id, Optional.of(owner)).ifPresent(accounts::add);
        }
        accounts.sort((one, other) ->
                one.created.equals(other.created) ? one.id.compareTo(other.id) : one.created.compareTo(other.created));
        return accounts;
    }

    /** No bytes but those of the two reserved values are moved. */
    private static Optional<SessionAccount> read(Sessions sessions, String id, Optional<Owner> wanted) {
        List<String> names = sessions.store().names(id).stream()
                .filter(name -> !name.startsWith("@"))
                .toList();
        List<Want> wants = new ArrayList<>();
        wants.add(Want.of(TicketVerification.PROOF));
        wants.add(Want.of(Owner.NAME));
        names.forEach(name -> wants.add(Want.presence(name)));
        return sessions.store()
                .read(id, wants)
                .filter(slice -> !OnItsWay.isWithoutProof(slice.values().get(0)))
                .filter(slice ->
                        wanted.isEmpty() || Owner.of(slice.values().get(1)).equals(wanted))
                .map(slice -> of(sessions.expiry(), id, names, slice));
    }

    private static SessionAccount of(ExpiryPolicy expiry, String id, List<String> names, Slice slice) {
        Found proof = slice.values().get(0);
        Instant now = Instant.now();
        Terms terms = Terms.of(proof);
        Instant created = terms.created().orElseGet(() -> creation(now, expiry.lifetime(), proof.remaining()));
        Map<String, Long> bytes = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            Found value = slice.values().get(i + 2);
            if (value.state() != Found.State.ABSENT) {
                bytes.put(names.get(i), value.length());
            }
        }
        ExpiryPolicy own = expiry.under(terms);
        Optional<Instant> lastUsed = own.sinceUse(slice.remaining(), proof.remaining())
                .map(now::minus)
                .map(used -> used.isBefore(created) ? created : used);
        return new SessionAccount(id, created, lastUsed, own.idleTimeout(), slice.remaining(), bytes);
    }

    /** Where the proof is damaged, its time is what tells; it may be one of another lifetime than this instance's. */
    private static Instant creation(Instant now, Duration lifetime, Duration lifetimeLeft) {
        Instant creation = now.minus(lifetime).plus(lifetimeLeft);
        return creation.isAfter(now) ? now : creation;
    }
}
