using System.Text.Json.Serialization;

namespace UntouchedModels;

/// <summary>Classes whose own code runs while they are made, read or written.</summary>
public sealed class Setting
{
    private string? _text;

    public string? Text
    {
        get => _text;
        set
        {
            Seen.Note("setter");
            _text = value;
        }
    }
}

public sealed class Getting
{
    private string? _text;

    public string? Text
    {
        get
        {
            Seen.Note("getter");
            return _text;
        }
        set => _text = value;
    }
}

public sealed class Constructing
{
    public Constructing() => Seen.Note("constructor");

    public string? Text { get; set; }
}

public sealed class Initializing
{
    public string? Text { get; set; } = Noted();

    private static string Noted()
    {
        Seen.Note("initializer");
        return "";
    }
}

public class Base
{
    protected Base() => Seen.Note("base constructor");
}

public sealed class Derived : Base
{
    public string? Text { get; set; }
}

public sealed class Nested
{
    public List<Setting>? Items { get; set; }

    public Dictionary<string, Constructing>? Named { get; set; }

    public Initializing[]? All { get; set; }
}

public sealed class Finalized
{
    public string? Text { get; set; }

    ~Finalized() => Seen.Note("finalizer");
}

public sealed class CalledBack : IJsonOnDeserialized
{
    public string? Text { get; set; }

    void IJsonOnDeserialized.OnDeserialized() => Seen.Note("callback");
}

public sealed class Collected
{
    public Items? Texts { get; set; }

    public sealed class Items : List<string>
    {
        public Items() => Seen.Note("collection");
    }
}

public sealed class Compared
{
    public HashSet<Item>? Items { get; set; }

    public sealed class Item : IEquatable<Item>
    {
        public string? Text { get; set; }

        public bool Equals(Item? other) => other?.Text == Text;

        public override bool Equals(object? obj) => Equals(obj as Item);

        public override int GetHashCode()
        {
            Seen.Note("compared");
            return 0;
        }
    }
}

public sealed class WithStatic
{
    private static readonly string Value = Noted();

    public string? Text { get; set; } = Value;

    private static string Noted()
    {
        Seen.Note("static field");
        return "";
    }
}

public class Overridable
{
    public virtual string? Text { get; set; }
}

public sealed class Overridden : Overridable
{
    public override string? Text
    {
        get => base.Text;
        set
        {
            Seen.Note("override");
            base.Text = value;
        }
    }
}

/// <summary>Has a constructor that does nothing, and another one that is to be taken.</summary>
public sealed class Marked
{
    public Marked() { }

    [JsonConstructor]
    public Marked(string? text)
    {
        Seen.Note("marked constructor");
        Text = text;
    }

    public string? Text { get; }
}

public sealed class OfStructure
{
    public Structure? Value { get; set; }

    public struct Structure
    {
        private string? _text;

        public string? Text
        {
            readonly get => _text;
            set
            {
                Seen.Note("setter of a structure");
                _text = value;
            }
        }
    }
}

/// <summary>Keeps its values in an object of its own that does not.</summary>
public sealed class Composed
{
    private readonly Setting _inner = new();

    public string? Text
    {
        get => _inner.Text;
        set => _inner.Text = value;
    }
}

/// <summary>Written with a member that is computed.</summary>
public sealed class Computed
{
    public string? Before { get; set; }

    public string Sum
    {
        get
        {
            Seen.Note("computed");
            return "";
        }
    }
}
