using System.Buffers.Binary;
using System.Reflection;

namespace Pintle.Host.Reach;

/// <summary>
/// What the instructions of a method (ECMA-335 III) name, in their order: methods that are called, types that are made, static fields. What runs only when something fails is left out: handlers of exceptions, and code
/// that leads to a throw without a branch between. Each comes with the number of branches that jump over it: code that every call reaches is more likely needed than code under conditions.
/// </summary>
internal sealed class MethodCode
{
    private const byte Jump = 0x27, Call = 0x28, Return = 0x2A, Switch = 0x45, CallVirtual = 0x6F, New = 0x73, Throw = 0x7A, LoadStatic = 0x7E, LoadStaticAddress = 0x7F, StoreStatic = 0x80, LoadToken = 0xD0,
        Leave = 0xDD, LeaveShort = 0xDE, Prefix = 0xFE;

    private const byte FirstShortBranch = 0x2B, LastShortBranch = 0x37, FirstBranch = 0x38, LastBranch = 0x44;

    /// <summary>After the prefix.</summary>
    private const byte LoadFunction = 0x06, LoadVirtualFunction = 0x07, Constrained = 0x16, Rethrow = 0x1A;

    private const int TokenLength = 4;

    // Arrays of the framework's own types: their generic code is precompiled.
    private int[] _tokens = new int[32], _uses = new int[32], _branches = new int[32];

    /// <summary>By position: whether a block begins there; and how many forward branches begin to jump over what follows, less those that cease to.</summary>
    private bool[] _starts = [];
    private int[] _jumps = [];

    /// <summary>How many members are named.</summary>
    public int Count { get; private set; }

    public (Use Use, int Token, int Branches) this[int index] => ((Use)_uses[index], _tokens[index], _branches[index]);

    public void Read(MethodBase method)
    {
        Count = 0;
        var body = method.GetMethodBody();
        if (body?.GetILAsByteArray() is not { } code)
            return;
        var clauses = body.ExceptionHandlingClauses;
        MarkBlocks(clauses, code);
        var block = 0;
        var branches = 0;
        for (var at = 0; at < code.Length;)
        {
            if (_starts[at])
                block = Count;
            branches += _jumps[at];
            if (HandlerLength(clauses, at) is var handler and > 0)
            {
                for (; handler > 1; handler--)
                    branches += _jumps[++at];
                at++;
                continue;
            }
            var second = code[at] == Prefix ? code[at + 1] : (byte)0;
            if (code[at] == Throw || (code[at] == Prefix && second == Rethrow))
                Count = block;
            else if (UseOf(code[at], second) is var use and not Use.Nothing)
                Add(use, BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at + (code[at] == Prefix ? 2 : 1))), branches);
            at += Length(code, at);
        }
    }

    private void Add(Use use, int token, int branches)
    {
        if (Count == _tokens.Length)
        {
            Array.Resize(ref _tokens, 2 * Count);
            Array.Resize(ref _uses, 2 * Count);
            Array.Resize(ref _branches, 2 * Count);
        }
        _uses[Count] = (int)use;
        _branches[Count] = branches;
        _tokens[Count++] = token;
    }

    /// <summary>A block begins where a branch leads and after one.</summary>
    private void MarkBlocks(IList<ExceptionHandlingClause> clauses, byte[] code)
    {
        if (_starts.Length <= code.Length)
        {
            _starts = new bool[2 * code.Length];
            _jumps = new int[2 * code.Length];
        }
        else
        {
            Array.Clear(_starts);
            Array.Clear(_jumps);
        }
        for (var at = 0; at < code.Length;)
        {
            var next = at + Length(code, at);
            switch (code[at])
            {
                case >= FirstShortBranch and <= LastShortBranch:
                    Branch(next, next + (sbyte)code[at + 1]);
                    break;
                case >= FirstBranch and <= LastBranch:
                    Branch(next, next + BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at + 1)));
                    break;
                case Switch:
                    for (var target = at + 5; target < next; target += 4)
                        Branch(next, next + BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(target)));
                    break;
                case LeaveShort:
                    _starts[next] = _starts[next + (sbyte)code[at + 1]] = true;
                    break;
                case Leave:
                    _starts[next] = _starts[next + BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at + 1))] = true;
                    break;
                case Throw or Return:
                    _starts[next] = true;
                    break;
            }
            at = next;
        }
        for (var i = 0; i < clauses.Count; i++)
            _starts[clauses[i].TryOffset] = _starts[clauses[i].HandlerOffset] = _starts[clauses[i].HandlerOffset + clauses[i].HandlerLength] = true;
    }

    private void Branch(int next, int target)
    {
        _starts[next] = _starts[target] = true;
        if (target <= next)
            return;
        _jumps[next]++;
        _jumps[target]--;
    }

    /// <summary>The length of the exception's handler that begins here; 0 where none does. A finally block is no such handler: it runs without an exception too.</summary>
    private static int HandlerLength(IList<ExceptionHandlingClause> clauses, int at)
    {
        for (var i = 0; i < clauses.Count; i++)
        {
            var clause = clauses[i];
            if (clause.HandlerOffset == at && clause.Flags is ExceptionHandlingClauseOptions.Clause or ExceptionHandlingClauseOptions.Filter)
                return clause.HandlerLength;
        }
        return 0;
    }

    private static Use UseOf(byte operation, byte second) => operation switch
    {
        Jump or Call => Use.Call,
        CallVirtual => Use.VirtualCall,
        New => Use.Construction,
        LoadStatic or LoadStaticAddress or StoreStatic => Use.StaticField,
        LoadToken => Use.Token,
        Prefix => second switch
        {
            LoadFunction => Use.Call,
            LoadVirtualFunction => Use.VirtualCall,
            Constrained => Use.Constraint,
            _ => Use.Nothing,
        },
        _ => Use.Nothing,
    };

    /// <summary>III.1.2: an operation of one byte, or two behind the prefix, and its operand.</summary>
    private static int Length(byte[] code, int at)
    {
        const int Short = 1 + 1, Long = 1 + TokenLength, Wide = 1 + 8;
        switch (code[at])
        {
            case Prefix:
                return 2 + (code[at + 1] switch { LoadFunction or LoadVirtualFunction or 0x15 or Constrained or 0x1C => TokenLength, >= 0x09 and <= 0x0E => 2, 0x12 or 0x19 => 1, _ => 0 });
            case Switch:
                return Long + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at + 1)));
            case (>= 0x0E and <= 0x13) or 0x1F or (>= FirstShortBranch and <= LastShortBranch) or LeaveShort:
                return Short;
            case 0x20 or 0x22 or (>= Jump and <= 0x29) or (>= FirstBranch and <= LastBranch) or (>= CallVirtual and <= 0x75) or 0x79 or (>= 0x7B and <= 0x81) or 0x8C or 0x8D or 0x8F or (>= 0xA3 and <= 0xA5) or 0xC2 or 0xC6
                or LoadToken or Leave:
                return Long;
            case 0x21 or 0x23:
                return Wide;
            default:
                return 1;
        }
    }
}

/// <summary>What code does to a member that it names.</summary>
internal enum Use
{
    Nothing,
    Call,
    VirtualCall,
    Construction,
    StaticField,

    /// <summary>A type that is handed on, to reflection or to a container of services.</summary>
    Token,

    /// <summary>The type whose method the next virtual call means.</summary>
    Constraint,
}
