package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisErrorsTest {
    @Test
    void theCodeIsReadFromEachFormOfAnAnswer() {
        assertThat(RedisErrors.code("OOM command not allowed when used memory > 'maxmemory'."))
                .isEqualTo("OOM");
        assertThat(RedisErrors.code("ERR Error running script (call to f_12ab): @user_script:9: @user_script: 9: "
                        + "-READONLY You can't write against a read only replica."))
                .isEqualTo("READONLY");
        assertThat(RedisErrors.code("WRONGPASS invalid username-password pair or user is disabled."))
                .isEqualTo("WRONGPASS");
        assertThat(RedisErrors.code("ERR max number of clients reached")).isEqualTo("ERR");
        assertThat(RedisErrors.code("something else")).isEqualTo("an error without a code");
        assertThat(RedisErrors.code("")).isEqualTo("an error without a code");
    }
}
