"""What a backend says that `tf.distribute` does not run on."""


class OneReplica:
    def replicas(self):
        return 1

    def replica_id(self):
        return None

    def replica_mean(self, value):
        return value

    def least(self, model, numbers):
        return numbers

    def shards(self, model, data):
        return data

    def loggable(self, value):
        return value
