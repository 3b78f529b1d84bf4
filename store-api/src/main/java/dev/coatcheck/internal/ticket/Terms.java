package dev.coatcheck.internal.ticket;

import dev.coatcheck.store.Found;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the store beside the hash of a ticket's secret, in the same small value: so it is known with the first
 * look at a session, and a new ticket takes it over.
 *
 * @param version of the value that said so; 0 where nobody has read it
 * @param createdMillis when the session was created, since 1970; 0 where that is not known
 * @param ownIdleTimeout the session's own idle timeout; null for the configured one
 */
public record Terms(
        long version, long createdMillis, @Nullable Duration ownIdleTimeout) {
    /** Nobody has looked, or what stands there says nothing. */
    public static final Terms UNKNOWN = new Terms(0, 0, null);

    /** {@code "HASH CREATED IDLE"}, without what is not known or not there. */
    private static final Pattern PROOF = Pattern.compile("\"([^\" ]{43})(?: ([0-9]{1,15})(?: ([1-9][0-9]{0,14}))?)?\"");

    /** Those of a session that is created now. */
    public static Terms ofNewSession() {
        return new Terms(0, System.currentTimeMillis(), null);
    }

    /** What a proof says that came with its bytes; of one that is damaged, not more than its version. */
    public static Terms of(Found proof) {
        long version = proof.version();
        Matcher text = text(proof);
        if (!text.matches()) {
            return new Terms(version, 0, null);
        }
        String created = text.group(2);
        String idle = text.group(3);
        return new Terms(
                version,
                created == null ? 0 : Long.parseLong(created),
                idle == null ? null : Duration.ofMillis(Long.parseLong(idle)));
    }

    /** What the store keeps of a ticket of such a session: the hash of the secret with these terms, as a JSON string. */
    public byte[] proof(Ticket ticket) {
        return proof(ticket.secretHash());
    }

    /** The proof of the same ticket under these terms; empty where what is there is damaged. */
    public Optional<byte[]> proof(Found former) {
        Matcher text = text(former);
        return text.matches() ? Optional.of(proof(text.group(1))) : Optional.empty();
    }

    private static Matcher text(Found proof) {
        return PROOF.matcher(new String(proof.payload().bytes(), StandardCharsets.ISO_8859_1));
    }

    private byte[] proof(String hash) {
        String idle = ownIdleTimeout == null ? "" : " " + ownIdleTimeout.toMillis();
        return ('"' + hash + ' ' + createdMillis + idle + '"').getBytes(StandardCharsets.ISO_8859_1);
    }

    /** When the session was created, where that is known. */
    public Optional<Instant> created() {
        return createdMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(createdMillis));
    }

    /** Whether nobody has looked. */
    @SuppressWarnings("ReferenceEquality") // there is one such object, and to compare what is in it is a step more
    public boolean isUnknown() {
        return this == UNKNOWN;
    }

    /** These, but for an idle timeout of the session's own. */
    public Terms withIdleTimeout(Duration own) {
        return new Terms(version, createdMillis, own);
    }

    /** Whether this says anything: the creation is part of each proof. */
    public boolean isKnown() {
        return createdMillis != 0;
    }

    /** These, as a proof of this version has them. */
    public Terms at(long otherVersion) {
        return new Terms(otherVersion, createdMillis, ownIdleTimeout);
    }
}
