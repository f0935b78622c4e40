using System.Text.Json;

namespace Pintle.Host.Json;

/// <summary>Reads one type from JSON. Generated for one function (<see cref="Making.JsonEmitter"/>).</summary>
internal abstract class JsonReading<T>
{
    /// <summary>Whether every module whose types it reads or writes is the one that it was made from.</summary>
    public abstract bool Fits();

    /// <summary>A document in the shape of the type, of which nothing is the user's; empty when there is none.</summary>
    public abstract string Sample { get; }

    /// <param name="reader">At the value's first token.</param>
    /// <param name="value">The value.</param>
    /// <returns>False for whatever is not in the known form. Then the function's serializer has to read the whole event.</returns>
    public abstract bool TryRead(ref Utf8JsonReader reader, out T value);
}

/// <summary>Writes one type as JSON, and reads it, so that there is something to write before the first event.</summary>
internal abstract class JsonWriting<T> : JsonReading<T>
{
    /// <summary>Whether the serializer's writer has the encoder that leaves all but the necessary as it is.</summary>
    public abstract bool IsRelaxed { get; }

    /// <returns>False for whatever is not in the known form. Then what was written is void, and the function's serializer has to write the whole response.</returns>
    public abstract bool TryWrite(Utf8JsonWriter writer, T value);
}
