package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What went wrong between Coatcheck and Redis: what cures it, and how it is told. Jedis has types for few of the errors
 * that servers answer with, so they are told apart by the code that an answer begins with. Nothing else of an answer is
 * passed on: the rest may quote what was sent.
 */
enum Fault {
    // The server refused, and will not for long.
    LOADING(Cure.WAIT, "is still loading its data"),
    BUSY(Cure.WAIT, "is busy with a script of another client"),
    TRYAGAIN(Cure.WAIT, "is moving the session to another server"),
    ASK(Cure.WAIT, "is moving the session to another server"),
    MAXCLIENTS(Cure.WAIT, "takes no more connections (its setting maxclients)"),

    // Another server has it, or will.
    MASTERDOWN(Cure.RENEW, "is a replica that has lost its master"),
    CLUSTERDOWN(Cure.RENEW, "belongs to a cluster in which no server answers for the session"),
    MOVED(Cure.RENEW, "belongs to a cluster; for one, coatcheck.redis.url begins with redis-cluster://"),
    CLOSED(Cure.RENEW, "was left for another server"),

    // This connection is of no use any more, and so are its neighbours. A broken one may have carried the call.
    READONLY(Cure.DISCARD, "is a replica, which takes no writes"),
    REFUSED(Cure.DISCARD, "refused the connection: nobody listens there"),
    UNKNOWN_HOST(Cure.DISCARD, "has no address: nobody knows its host's name"),
    TIMED_OUT(Cure.DISCARD, "did not answer in time (coatcheck.redis.timeout)"),
    HUNG_UP(
            Cure.DISCARD,
            "hung up without a word; if it speaks TLS, coatcheck.redis.url begins with rediss instead of redis"),
    BROKEN(Cure.DISCARD, "cannot be reached, or broke the connection"),

    // To try again is of no use.
    EXHAUSTED(Cure.NONE, "was not asked: no connection came free in time (coatcheck.redis.pool-size)"),
    INTERRUPTED(Cure.NONE, "was not asked: the thread was interrupted while it waited for a connection"),
    OOM(Cure.NONE, "is full (maxmemory is reached, and its policy evicts nothing); nothing was written"),
    MISCONF(Cure.NONE, "cannot save its data, so takes no writes; its log says why"),
    NOREPLICAS(Cure.NONE, "has lost its replicas, so takes no writes (its setting min-replicas-to-write)"),
    NOAUTH(Cure.NONE, "refused user or password; they belong into coatcheck.redis.url"),
    WRONGPASS(Cure.NONE, "refused user or password; they belong into coatcheck.redis.url"),
    NOPERM(Cure.NONE, "does not allow this user what Coatcheck needs; see the user's ACL"),
    DENIED(Cure.NONE, "takes no connections from other machines (its setting protected-mode)"),
    UNTRUSTED(
            Cure.NONE,
            "has a certificate that nobody vouches for whom coatcheck.redis.tls.trust-store, or without it the JVM,"
                    + " trusts"),
    OTHER_HOST(Cure.NONE, "has a certificate for another host (coatcheck.redis.tls.verify-host)"),
    EXPIRED(Cure.NONE, "has a certificate that has expired, or is not valid yet"),
    ONLY_TLS(Cure.NONE, "speaks TLS; coatcheck.redis.url begins with rediss instead of redis (rediss:// for redis://)"),
    NO_TLS(
            Cure.NONE,
            "speaks no TLS; coatcheck.redis.url begins with redis instead of rediss (redis:// for rediss://)"),
    UNANSWERED_TLS(
            Cure.DISCARD,
            "gave no answer to the TLS handshake (coatcheck.redis.timeout); if it speaks no TLS, coatcheck.redis.url"
                    + " begins with redis instead of rediss (redis:// for rediss://)"),
    OLD_TLS(Cure.NONE, "speaks no TLS that is safe; it must be TLS 1.2 or newer"),
    NO_DATABASE(
            Cure.NONE,
            "has no such database; the number behind the host in coatcheck.redis.url is below its setting databases,"
                    + " and 0 on a cluster"),
    UNREPLICATED(
            Cure.NONE, "replicates scripts by their text; with its setting lua-replicate-commands yes it does not"),
    NO_HANDSHAKE(
            Cure.NONE,
            "ended the TLS handshake; if it asks for a certificate, that stands in coatcheck.redis.tls.key-store"),
    OTHER(Cure.NONE, "refused the call");

    /** What may help before the call is tried again. */
    enum Cure {
        NONE,
        WAIT,
        RENEW,
        DISCARD
    }

    /** The code of an answer; within a script's error, servers before Redis 7 put it behind a dash. */
    private static final Pattern CODE = Pattern.compile("^([A-Z]+)\\b(?:(?! -[A-Z]+ ).)*(?: -([A-Z]+) )?");

    private static final Pattern NO_SUCH_DATABASE =
            Pattern.compile("ERR (invalid )?DB index|ERR SELECT is not allowed");

    private final Cure cure;
    private final String text;

    Fault(Cure cure, String text) {
        this.cure = cure;
        this.text = text;
    }

    static Fault of(JedisException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("max number of clients")) {
            return MAXCLIENTS;
        }
        if (e instanceof JedisDataException) {
            return ofAnswer(message);
        }
        if (isCausedBy(e, InterruptedException.class::isInstance)) {
            return INTERRUPTED;
        }
        if (e instanceof JedisConnectionException) {
            return ofConnection(e);
        }
        if (isCausedBy(e, NoSuchElementException.class::isInstance)) {
            return EXHAUSTED;
        }
        return isCausedBy(e, IllegalStateException.class::isInstance) ? CLOSED : OTHER;
    }

    private static Fault ofConnection(JedisException e) {
        if (isCausedBy(e, cause -> cause instanceof SSLException || cause instanceof GeneralSecurityException)) {
            return ofTls(e);
        }
        if (isCausedBy(e, UnknownHostException.class::isInstance)) {
            return UNKNOWN_HOST;
        }
        if (isCausedBy(e, cause -> cause instanceof SocketTimeoutException || cause instanceof TimeoutException)) {
            return TIMED_OUT;
        }
        if (isCausedBy(e, cause -> cause instanceof ConnectException && says(cause, "refused"))) {
            return REFUSED;
        }
        if (isCausedBy(e, EOFException.class::isInstance)) {
            return HUNG_UP;
        }
        // the first byte of an alert, where an answer in clear has none such
        return says(e, "Unknown reply: \u0015") ? ONLY_TLS : BROKEN;
    }

    private static Fault ofTls(JedisException e) {
        if (isCausedBy(
                e,
                cause -> cause instanceof CertificateExpiredException
                        || cause instanceof CertificateNotYetValidException)) {
            return EXPIRED;
        }
        // Java tells of a wrong host with no type of its own
        if (isCausedBy(e, cause -> cause.getClass() == CertificateException.class)) {
            return OTHER_HOST;
        }
        if (isCausedBy(e, GeneralSecurityException.class::isInstance)) {
            return UNTRUSTED;
        }
        // nor of what follows
        if (isCausedBy(e, cause -> says(cause, "Unsupported or unrecognized SSL message"))) {
            return NO_TLS;
        }
        if (isCausedBy(e, cause -> says(cause, "protocol_version") || says(cause, "protocol version"))) {
            return OLD_TLS;
        }
        if (isCausedBy(e, cause -> cause instanceof SSLException && says(cause, "fatal alert"))) {
            return NO_HANDSHAKE;
        }
        if (isCausedBy(e, SSLHandshakeException.class::isInstance)) {
            return UNANSWERED_TLS;
        }
        return isCausedBy(e, SocketTimeoutException.class::isInstance) ? TIMED_OUT : BROKEN;
    }

    private static boolean says(Throwable e, String text) {
        return String.valueOf(e.getMessage()).contains(text);
    }

    private static Fault ofAnswer(String message) {
        if (message.contains("non local key")) {
            // what a script had not declared has left already
            return TRYAGAIN;
        }
        if (message.contains("can't run this command") || message.contains("ACL failure in script")) {
            // of a command in a script: servers before Redis 7, and others
            return NOPERM;
        }
        if (message.startsWith("ERR AUTH")) {
            return WRONGPASS;
        }
        if (NO_SUCH_DATABASE.matcher(message).lookingAt()) {
            return NO_DATABASE;
        }
        if (message.contains("after non deterministic commands")) {
            return UNREPLICATED;
        }
        String code = code(message);
        return Stream.of(values())
                .filter(fault -> fault.name().equals(code))
                .findFirst()
                .orElse(OTHER);
    }

    private static boolean isCausedBy(@Nullable Throwable e, Predicate<Throwable> kind) {
        return e != null && (kind.test(e) || isCausedBy(e.getCause(), kind));
    }

    /** The code that an answer begins with. */
    static String code(@Nullable String message) {
        Matcher code = CODE.matcher(message == null ? "" : message);
        if (!code.find()) {
            return "an error without a code";
        }
        return code.group(2) == null ? code.group(1) : code.group(2);
    }

    Cure cure() {
        return cure;
    }

    /** Whether the server never got the question. */
    boolean isUnasked() {
        return this == EXHAUSTED || this == INTERRUPTED;
    }

    /** What a user is told. */
    CoatcheckException exception(JedisException e, RedisUrl url) {
        String message = "Redis at " + url + " " + text + " (" + detail(e) + ")";
        if (this == OOM) {
            return new StoreFullException(message);
        }
        // the message of an answer may quote what was sent, and Jedis gives it to some exceptions of connections, too
        if (e instanceof JedisDataException) {
            return new StoreUnavailableException(message);
        }
        return new StoreUnavailableException(message, e.getCause() == null ? e : e.getCause());
    }

    private static String detail(JedisException e) {
        if (e instanceof JedisDataException) {
            return code(e.getMessage());
        }
        String kind = innermost(e).getClass().getSimpleName();
        return e instanceof UnreachedException ? e.getMessage() + ": " + kind : kind;
    }

    private static Throwable innermost(Throwable e) {
        return e.getCause() == null ? e : innermost(e.getCause());
    }
}
