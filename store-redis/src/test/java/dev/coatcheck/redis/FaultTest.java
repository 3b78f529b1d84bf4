package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

class FaultTest {
    @Test
    void theCodeIsReadFromEachFormOfAnAnswer() {
        assertThat(Fault.code("OOM command not allowed when used memory > 'maxmemory'."))
                .isEqualTo("OOM");
        assertThat(Fault.code("ERR Error running script (call to f_12ab): @user_script:9: @user_script: 9: "
                        + "-READONLY You can't write against a read only replica."))
                .isEqualTo("READONLY");
        assertThat(Fault.code("WRONGPASS invalid username-password pair or user is disabled."))
                .isEqualTo("WRONGPASS");
        assertThat(Fault.code("ERR max number of clients reached")).isEqualTo("ERR");
        assertThat(Fault.code("something else")).isEqualTo("an error without a code");
        assertThat(Fault.code("")).isEqualTo("an error without a code");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "LOADING Redis is loading the dataset in memory,LOADING,WAIT",
                "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.,BUSY,WAIT",
                "TRYAGAIN Multiple keys request during rehashing of slot,TRYAGAIN,WAIT",
                "ASK 3999 127.0.0.1:6381,ASK,WAIT",
                "ERR Script attempted to access a non local key in a cluster node,TRYAGAIN,WAIT",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.,MASTERDOWN,RENEW",
                "ERR max number of clients reached,MAXCLIENTS,WAIT",
                "CLUSTERDOWN Hash slot not served,CLUSTERDOWN,RENEW",
                "MOVED 3999 127.0.0.1:6381,MOVED,RENEW",
                "READONLY You can't write against a read only replica.,READONLY,DISCARD",
                "OOM command not allowed when used memory > 'maxmemory'.,OOM,NONE",
                "MISCONF Redis is configured to save RDB snapshots,MISCONF,NONE",
                "NOREPLICAS Not enough good replicas to write.,NOREPLICAS,NONE",
                "NOAUTH Authentication required.,NOAUTH,NONE",
                "ERR AUTH <password> called without any password configured for the default user.,WRONGPASS,NONE",
                "WRONGPASS invalid username-password pair or user is disabled.,WRONGPASS,NONE",
                "NOPERM this user has no permissions to run the 'hset' command,NOPERM,NONE",
                "ERR DB index is out of range,NO_DATABASE,NONE",
                "ERR SELECT is not allowed in cluster mode,NO_DATABASE,NONE",
                "ERR Error running script (call to f_1): @user_script:9: @user_script: 9: Write commands not allowed"
                        + " after non deterministic commands. Call redis.replicate_commands(),UNREPLICATED,NONE",
                "DENIED Redis is running in protected mode,DENIED,NONE",
                "ERR Error running script: The user executing the script can't run this command,NOPERM,NONE",
                "ERR ACL failure in script: User shop has no permissions to run the 'setex' command,NOPERM,NONE",
                "ERR unknown command 'HRANDFIELD',OTHER,NONE"
            })
    void anAnswerSaysWhatCuresIt(String answer, Fault fault, Fault.Cure cure) {
        assertThat(Fault.of(new JedisDataException(answer))).isEqualTo(fault);
        assertThat(fault.cure()).isEqualTo(cure);
    }

    @Test
    void aConnectionThatBreaksIsToldFromOneThatIsNotTrustedOrNeverCame() {
        assertThat(Fault.of(new JedisConnectionException(new SocketException("Connection reset"))))
                .isEqualTo(Fault.BROKEN);
        assertThat(Fault.of(new JedisConnectionException("ERR max number of clients reached")))
                .isEqualTo(Fault.MAXCLIENTS);
        assertThat(Fault.of(new JedisConnectionException(new SSLHandshakeException("no")
                        .initCause(new CertificateException("No name matching localhost found")))))
                .isEqualTo(Fault.OTHER_HOST);
        assertThat(Fault.of(new JedisConnectionException(
                        new SSLHandshakeException("no").initCause(new CertPathBuilderException("no path")))))
                .isEqualTo(Fault.UNTRUSTED);
        assertThat(Fault.of(new JedisConnectionException(
                        new SSLHandshakeException("Received fatal alert: certificate_required"))))
                .isEqualTo(Fault.NO_HANDSHAKE);
        assertThat(Fault.of(new JedisException("no", new NoSuchElementException())))
                .isEqualTo(Fault.EXHAUSTED);
        assertThat(Fault.of(new JedisException("no", new IllegalStateException("Pool not open"))))
                .isEqualTo(Fault.CLOSED);
        assertThat(Fault.of(new JedisException("no", new InterruptedException())))
                .isEqualTo(Fault.INTERRUPTED);
    }

    @Test
    void whoCannotBeReachedIsNamedWithTheReason() {
        assertThat(told(new UnreachedException("cache:1", new ConnectException("Connection refused"))))
                .isEqualTo("Redis at cache:6379/0 refused the connection: nobody listens there"
                        + " (cache:1: ConnectException)");
        assertThat(told(new UnreachedException("cache:1", new UnknownHostException("cache"))))
                .contains("has no address", "cache:1");
        assertThat(told(new UnreachedException("cache:1", new SocketTimeoutException("Connect timed out"))))
                .contains("did not answer in time (coatcheck.redis.timeout)");
        assertThat(told(new JedisConnectionException("still no answer", new TimeoutException())))
                .contains("did not answer in time (coatcheck.redis.timeout)");
        assertThat(told(new UnreachedException("cache:1", new NoRouteToHostException("No route to host"))))
                .contains("cannot be reached");
        assertThat(told(new JedisConnectionException(new EOFException()))).contains("hung up", "rediss");
        assertThat(Fault.of(new JedisConnectionException("interrupted", new InterruptedException())))
                .isEqualTo(Fault.INTERRUPTED);
    }

    @Test
    void eachWayInWhichTlsFailsIsToldFromTheOthers() {
        assertThat(Fault.of(new JedisConnectionException("Unknown reply: \u0015")))
                .isEqualTo(Fault.ONLY_TLS);
        assertThat(tls(new SSLException("Unsupported or unrecognized SSL message")))
                .isEqualTo(Fault.NO_TLS);
        assertThat(tls(new SSLHandshakeException("Remote host terminated the handshake")))
                .isEqualTo(Fault.UNANSWERED_TLS);
        assertThat(tls(new SSLException("Connection reset"))).isEqualTo(Fault.BROKEN);
        assertThat(tls(new SSLHandshakeException("Received fatal alert: protocol_version")))
                .isEqualTo(Fault.OLD_TLS);
        assertThat(tls(new SSLHandshakeException("The server selected protocol version TLS10 is not accepted by client"
                        + " preferences [TLS13, TLS12]")))
                .isEqualTo(Fault.OLD_TLS);
        assertThat(tls(new SSLException("no", new CertificateExpiredException())))
                .isEqualTo(Fault.EXPIRED);
        assertThat(tls(new SSLException("no", new CertificateNotYetValidException())))
                .isEqualTo(Fault.EXPIRED);
    }

    private static Fault tls(SSLException e) {
        return Fault.of(new UnreachedException("cache:1", e));
    }

    private static String told(JedisException e) {
        return String.valueOf(
                Fault.of(e).exception(e, RedisUrl.parse("redis://cache")).getMessage());
    }

    @Test
    void whatAnAnswerQuotesIsNotPassedOn() {
        JedisException e = new JedisDataException("ERR unknown command 'x', with args beginning with: 's3cr3t'");
        assertThat(Fault.of(e).exception(e, RedisUrl.parse("redis://cache")))
                .hasMessage("Redis at cache:6379/0 refused the call (ERR)")
                .hasNoCause();
        JedisException broken = new JedisConnectionException(e.getMessage(), new SocketException("Broken pipe"));
        assertThat(Fault.of(broken).exception(broken, RedisUrl.parse("redis://cache")))
                .hasMessageContaining("broke the connection")
                .hasStackTraceContaining("Broken pipe")
                .satisfies(told -> assertThat(told.getCause()).hasNoCause())
                .satisfies(told -> assertThat(told.getCause()).hasMessageNotContaining("s3cr3t"));
    }
}
