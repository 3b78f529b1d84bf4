package dev.coatcheck;

import dev.coatcheck.codec.JsonCodec;
import dev.coatcheck.internal.hot.HotValues;
import dev.coatcheck.internal.metrics.ObservedStore;
import dev.coatcheck.internal.metrics.SessionMetrics;
import dev.coatcheck.internal.move.CurrentStore;
import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.session.ExpiryPolicy;
import dev.coatcheck.internal.session.OwnerCommands;
import dev.coatcheck.internal.session.SessionAccount;
import dev.coatcheck.internal.session.SessionEvents;
import dev.coatcheck.internal.session.SessionLife;
import dev.coatcheck.internal.session.Sessions;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.value.SessionValues;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.EndTellingStore;
import dev.coatcheck.store.StoreStats;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates and finds sessions. An application makes one manager when it starts and closes it when it stops.
 *
 * <pre>{@code
 * SessionManager sessions = SessionManager.open();        // in memory, unless configured otherwise
 * Session session = sessions.create();                    // session.ticket() goes into the cookie
 * session.put(PRODUCTS, products);
 * sessions.find(ticket).ifPresent(Session::end);          // logout
 * }</pre>
 *
 * <p>Thread-safe. After {@link #close()}, every call that needs the store, here or on a session, throws {@link
 * IllegalStateException}.
 */
public final class SessionManager implements AutoCloseable {
    private final CurrentStore current;
    private final CoatcheckConfig config;
    private final Sessions sessions;
    private final SessionValues values;
    private final OwnerCommands owners;

    /**
     * A manager of the sessions in a store that the application has opened itself.
     *
     * @param store the store; {@link #close()} closes it
     * @param config all settings; {@code coatcheck.store} and those of drivers are ignored, since the store is open
     */
    public SessionManager(DataStore store, CoatcheckConfig config) {
        this(store, config, HotValues.BETWEEN_SWEEPS);
    }

    /** For tests of what is kept, which do not wait a minute. */
    SessionManager(DataStore store, CoatcheckConfig config, Duration betweenSweeps) {
        this(store, config, betweenSweeps, Optional.empty());
    }

    private SessionManager(DataStore store, CoatcheckConfig config, Duration betweenSweeps, Optional<String> location) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(config, "config");
        this.current = new CurrentStore(store);
        this.config = config;
        this.sessions = new Sessions(
                new ObservedStore(current, current::isInHeap),
                new ExpiryPolicy(
                        config.get(Setting.LIFETIME),
                        config.get(Setting.IDLE_TIMEOUT),
                        config.get(Setting.MAX_IDLE_TIMEOUT)),
                new HotValues(config.get(Setting.HOT_MAX_BYTES), config.get(Setting.HOT_MAX_STALENESS), betweenSweeps),
                new SessionMetrics(current::name),
                new SessionEvents());
        listenedTo(store);
        this.values = new SessionValues(
                sessions, new JsonCodec(config.get(Setting.MAX_VALUE_BYTES), config.get(Setting.COMPRESS_ABOVE)));
        this.owners = new OwnerCommands(sessions);
        ReadyLine.log(store, location, sessions.expiry().toString());
    }

    /** Listeners are told of ends that the store notices, and observers of its retries, where it tells them. */
    private DataStore listenedTo(DataStore store) {
        sessions.store().countRetriesOf(store);
        if (store instanceof EndTellingStore telling) {
            telling.addEndListener(sessions.events());
        }
        return store;
    }

    /**
     * Opens the store that {@link CoatcheckConfig#load()} names.
     *
     * @return a manager, to be closed by the caller
     * @throws ConfigurationException naming the key, the value and what would be right
     */
    public static SessionManager open() {
        return open(CoatcheckConfig.load());
    }

    /**
     * Opens the store that a configuration names. It succeeds also while the store's server cannot be reached, unless a
     * setting of the driver forbids that; a log line then says whether the server was reached.
     *
     * @param config all settings
     * @return a manager, to be closed by the caller
     * @throws ConfigurationException if there is no such driver, or the driver cannot use its settings
     */
    public static SessionManager open(CoatcheckConfig config) {
        DataStoreProvider driver = Drivers.chosenBy(config);
        Drivers.warnOfUnusedSettings(config);
        Optional<String> location = driver.location(config);
        return new SessionManager(driver.open(config), config, HotValues.BETWEEN_SWEEPS, location);
    }

    /**
     * Creates a session.
     *
     * @return a handle; its ticket goes into the visitor's cookie
     * @throws StoreFullException if there is no room for it
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public Session create() {
        return session(SessionLife.create(sessions));
    }

    private Session session(SessionLife life) {
        return new Session(life, values, owners);
    }

    /**
     * Finds the live session of a ticket, in one round trip. A text that does not have the form of a ticket costs none.
     *
     * @param ticket what the visitor sent; any text at all, or null
     * @return a handle, or empty where this is not the ticket of a live session
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public Optional<Session> find(@Nullable String ticket) {
        return Optional.of(attach(ticket)).filter(Session::isLive);
    }

    /**
     * A handle on the session of a ticket, without a round trip: the first call on the handle verifies the ticket. With
     * a ticket that is not valid, the handle behaves like that of a session that is over.
     *
     * @param ticket what the visitor sent; any text at all, or null
     * @return the handle
     */
    public Session attach(@Nullable String ticket) {
        return session(SessionLife.of(sessions, Ticket.parse(ticket), null));
    }

    /**
     * As {@link #attach(String)}, but where the ticket is not that of a live session, the first write creates a
     * session. This is what a web framework's integration is built on, as {@code coatcheck-servlet} is.
     *
     * @param ticket what the visitor sent; any text at all, or null
     * @param carrier sends each new ticket to the visitor, and clears the ticket when the session is ended
     * @return the handle
     */
    public Session attach(@Nullable String ticket, TicketCarrier carrier) {
        Objects.requireNonNull(carrier, "carrier");
        return session(SessionLife.of(sessions, Ticket.parse(ticket), carrier));
    }

    /**
     * Finds a live session by its id alone, in one round trip. No ticket is checked: for trusted code only, such as
     * background jobs and administration. A text that does not have the form of an id costs no round trip.
     *
     * @param id a session's id
     * @return a handle without a ticket, or empty where there is no such live session
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public Optional<Session> findById(String id) {
        return Ticket.isId(Objects.requireNonNull(id, "id"))
                ? Optional.of(session(SessionLife.trusted(sessions, id))).filter(Session::isLive)
                : Optional.empty();
    }

    /**
     * A live session's times, and the names and sizes of its values. No ticket is checked: for trusted code only. It costs
     * two round trips, moves no values, and is no use of the session.
     *
     * @param id a session's id
     * @return empty where there is no such live session
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public Optional<SessionInfo> info(String id) {
        return SessionAccount.of(sessions, Objects.requireNonNull(id, "id")).map(SessionInfo::new);
    }

    /**
     * What all live sessions of one owner come to, for a page that shows a user these sessions (OWASP ASVS 5.0, 7.5.2).
     * It costs one round trip, and two more for each session of this owner, however many sessions and owners there are.
     * It moves no values, and is no use of the sessions.
     *
     * <p>It may miss a session as {@link #endAll} may. A session that ends meanwhile may or may not be among them.
     *
     * @param owner the name that {@link Session#belongsTo} was given
     * @return an unmodifiable list, the oldest session first
     * @throws IllegalArgumentException if the owner is empty, longer than 256 characters, or not well-formed Unicode
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public List<SessionInfo> ownedBy(String owner) {
        return SessionAccount.ofOwner(sessions, Owner.of(owner)).stream()
                .map(SessionInfo::new)
                .toList();
    }

    /**
     * The ids of the live sessions, for administration. The cost grows with their number. Where a move begins or ends while
     * the stream is read, some may come twice, and none is missing.
     *
     * @return a lazy stream; the caller closes it
     * @throws StoreUnavailableException if the store cannot be asked, here or while the stream is read
     */
    public Stream<String> ids() {
        return sessions.store().ids().filter(Ticket::isId);
    }

    /**
     * Ends all live sessions of one owner, on every instance. Call it where an account is disabled or deleted, or where
     * an administrator asks for it (OWASP ASVS 5.0, 7.4.2 and 7.4.5). It costs two round trips, and two more for each
     * session of this owner.
     *
     * <p>It may miss a session whose {@link Session#belongsTo} runs at the same time, and one whose {@code belongsTo}
     * was lost in a failover of the store.
     *
     * @param owner the name that {@link Session#belongsTo} was given
     * @return how many sessions this call has ended; those that were over before do not count
     * @throws IllegalArgumentException if it is empty, longer than 256 characters, or not well-formed Unicode
     * @throws StoreUnavailableException if the store cannot be asked; some sessions may have been ended, and calling
     *     again ends the others
     */
    public int endAll(String owner) {
        return owners.endAll(Owner.of(owner));
    }

    /**
     * Has a listener told from now on what this manager does to sessions, and what it sees happen to them. What cannot
     * be told is said at {@link SessionListener}.
     *
     * @param listener one more; they are told in the order in which they were added
     */
    public void addListener(SessionListener listener) {
        sessions.events().add(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Has an observer told from now on of each call that this manager's sessions make to the store: how long it took and
     * what came of it. What is counted of sessions and values is in {@link #stats()}; how often the store is asked for them,
     * and with what result, is told here alone. {@link #ids()} and {@link #stats()} are not told.
     *
     * <pre>{@code
     * sessions.addObserver(call -> call.duration().ifPresent(time ->
     *         registry.timer("sessions", "operation", call.operation().name(), "outcome", call.outcome().name())
     *                 .record(time)));
     * }</pre>
     *
     * @param observer one more; they are told in the order in which they were added
     */
    public void addObserver(CallObserver observer) {
        sessions.store().add(Objects.requireNonNull(observer, "observer"));
    }

    /**
     * The store's own figures, and the counters of this manager since it was made. Each owner's list of sessions counts
     * as one session until the last session on it is over.
     *
     * @return the figures as of this moment
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public StoreStats stats() {
        return sessions.store().stats().with(sessions.metrics().counters());
    }

    /**
     * Checks that the store answers.
     *
     * @throws StoreUnavailableException if it does not
     */
    public void ping() {
        sessions.store().ping();
    }

    /**
     * Moves all sessions to the store that a configuration names, while everybody goes on using them: tickets, handles and
     * what is kept stay valid. Each session is handed over by itself; only its own callers wait, for as long as that takes.
     * New sessions begin in the target at once. When all are there, the store that they were in is closed.
     *
     * <p>Of the target's settings, {@code coatcheck.store} and that driver's own count; lifetimes, limits and whatever else
     * stay those of this manager. For the next start, configure the target.
     *
     * <p>What this manager is in must be a store that only this process writes, in memory or in a file that no other process
     * has open; others are kept out of that file meanwhile. The target may be in use by other instances.
     *
     * <p>A target that fails on the way is waited for: sessions that are there already answer as that store does, with {@link
     * StoreUnavailableException}, and so do new ones; all others go on. If the process is killed on the way, each session is
     * in one of the stores, and what was in this heap is lost as ever; start again with either configuration and complete the
     * move by calling this with the same target in a process that has the file.
     *
     * @param target says which store, and how it is reached
     * @return the move, which goes on in the background
     * @throws ConfigurationException if there is no such driver, it cannot use its settings, or another setting than the
     *     driver's is not that of this manager
     * @throws StoreUnavailableException if one of the two cannot be asked; nothing has changed
     * @throws IllegalStateException if the sessions are in a store that others write too, or are being moved already, or some
     *     are still on their way to another target, or this manager is closed; nothing has changed
     */
    public Move moveTo(CoatcheckConfig target) {
        Objects.requireNonNull(target, "target");
        target.requireStoreAlone(config);
        DataStoreProvider driver = Drivers.chosenBy(target);
        return new Move(current.moveTo(() -> listenedTo(driver.open(target))));
    }

    /**
     * Closes the store. Sessions in a memory store are gone then. A move that is under way ends here: what was moved is in
     * its target, and both stores are closed. Calling it again does nothing.
     */
    @Override
    public void close() {
        sessions.hot().close();
        sessions.store().close();
    }

    /** The store's name and the sessions' lifetime. */
    @Override
    public String toString() {
        return sessions.store().name() + " store, sessions live " + sessions.expiry();
    }
}
