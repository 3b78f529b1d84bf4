package dev.coatcheck;

import dev.coatcheck.internal.session.SessionAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a live session comes to, as of one moment: for a page that shows users their sessions, and for administration. It
 * has no values and no ticket. Immutable.
 *
 * @see SessionManager#info
 * @see SessionManager#ownedBy
 */
public final class SessionInfo {
    private final SessionAccount account;

    SessionInfo(SessionAccount account) {
        this.account = account;
    }

    /**
     * The session's id. It may be logged and shown, and {@link SessionManager#findById} finds the session by it.
     *
     * @return 22 characters
     */
    public String id() {
        return account.id();
    }

    /**
     * When the session was created, by the clock of the instance that has created it. {@link Session#renew} does not
     * change it.
     *
     * @return the moment, in whole milliseconds
     */
    public Instant created() {
        return account.created();
    }

    /**
     * When the session was last used, where an idle timeout keeps that. Not every use is told to the store: the moment
     * is that of the last one or up to a twentieth of the idle timeout before it.
     *
     * @return empty where there is no idle timeout, and where the session's lifetime ends before it would idle out
     */
    public Optional<Instant> lastUsed() {
        return account.lastUsed();
    }

    /**
     * How long the session lives after its last use: its own idle timeout ({@link Session#idleTimeout}), or else the
     * configured one.
     *
     * @return never longer than what is configured as the most; empty where no idle timeout counts for the session
     */
    public Optional<Duration> idleTimeout() {
        return account.idleTimeout();
    }

    /**
     * How long the session will live if it is not used.
     *
     * @return the time until it idles out or its lifetime ends
     */
    public Duration remaining() {
        return account.remaining();
    }

    /**
     * How many bytes each value has in the store, after compression, by its name. What else a store needs for a session
     * and its values does not count.
     *
     * @return an unmodifiable map in the order of the names; one that is damaged, or that a
     *     cluster is moving to another server just now, may have 0 bytes
     */
    public Map<String, Long> storedBytes() {
        return Collections.unmodifiableMap(account.storedBytes());
    }

    /** Equal in everything. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SessionInfo info && account.equals(info.account);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(account);
    }

    /** The id, the times and how much the session holds; no value and no ticket. */
    @Override
    public String toString() {
        long bytes = account.storedBytes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return "session " + id() + ", created " + created() + ", " + remaining() + " left, "
                + account.storedBytes().size() + " values of " + bytes + " bytes";
    }
}
