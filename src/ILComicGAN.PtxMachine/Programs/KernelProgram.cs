using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Syntax;
using ILComicGAN.PtxMachine.Translation;

namespace ILComicGAN.PtxMachine.Programs;

/// <summary>A kernel ready to run: its blocks, the places of its registers, and the code that is compiled on first use.</summary>
internal sealed class KernelProgram
{
    private readonly BlockCode?[] _full;
    private readonly BlockCode?[] _partial;
    private readonly BlockTranslator _translator;
    private readonly List<MemoryAccess> _accesses = [];
    private readonly List<WarpOperation> _warpOperations = [];
    private readonly List<AsyncCopy> _copies = [];
    private readonly Func<PtxVariable, long> _addressOf;
    private readonly InstructionDecoder _decoder;

    /// <param name="kernel">Parsed.</param>
    /// <param name="observed">Whether accesses are to be observed: another translation.</param>
    /// <param name="fuse">Whether products and sums are fused.</param>
    /// <param name="addressOf">Where module-level variables lie.</param>
    /// <param name="title">For people; null for the entry point's name.</param>
    /// <exception cref="PtxException">An instruction is not supported.</exception>
    public KernelProgram(PtxKernel kernel, bool observed, bool fuse, Func<PtxVariable, long> addressOf, string? title = null)
    {
        Kernel = kernel;
        Name = title ?? kernel.Name;
        _addressOf = addressOf;
        LocalPromotion.Apply(kernel);
        _decoder = new InstructionDecoder(kernel);
        Blocks = ControlFlow.Build(kernel, [.. kernel.Statements.Select(InstructionDecoder.Decode)]);
        if (fuse)
        {
            Contraction.Apply(Blocks);
        }

        Layout = new FrameLayout(kernel, Blocks);
        foreach (BasicBlock block in Blocks)
        {
            foreach (Instruction i in block.All)
            {
                Describe(i);
            }
        }

        Accesses = [.. _accesses];
        WarpOperations = [.. _warpOperations];
        Copies = [.. _copies];
        HasNarrowAccesses = Accesses.Any(access => access.Size < 4 && access.Space is StateSpace.Shared or StateSpace.Global or StateSpace.Generic);
        Instructions = [.. Blocks.SelectMany(block => block.All)];
        _full = new BlockCode?[Blocks.Length];
        _partial = new BlockCode?[Blocks.Length];
        _translator = new BlockTranslator(this, observed);
        // What cannot be translated is refused when the kernel is loaded, not in the middle of a launch.
        foreach (BasicBlock block in Blocks)
        {
            _translator.Check(block);
        }
    }

    public PtxKernel Kernel { get; }

    /// <summary>For people: PTX of ILGPU names every kernel alike.</summary>
    public string Name { get; }

    public BasicBlock[] Blocks { get; }

    public FrameLayout Layout { get; }

    public MemoryAccess[] Accesses { get; }

    public WarpOperation[] WarpOperations { get; }

    public AsyncCopy[] Copies { get; }

    /// <summary>Whether any access to memory that threads share is shorter than a word; races are then looked for byte by byte.</summary>
    public bool HasNarrowAccesses { get; }

    /// <summary>All instructions in the order of the code.</summary>
    public Instruction[] Instructions { get; }

    public Dictionary<Instruction, int> Indices { get; } = [];

    public bool IsWide(int register) => _decoder.TypeOf(register).IsWide();

    public bool IsPredicate(int register) => _decoder.TypeOf(register) == PtxType.Pred;

    /// <summary>The code of a block for warps with all lanes active, or for any others.</summary>
    public BlockCode Code(int block, bool full)
    {
        BlockCode?[] known = full ? _full : _partial;
        return Volatile.Read(ref known[block]) ?? Compile(known, block, full);
    }

    public OperandPlace PlaceOf(Operand operand, PtxType type) => operand.Kind == OperandKind.Register
        ? new OperandPlace(Layout[operand.Register], 0, IsWide(operand.Register), operand.Negated)
        : new OperandPlace(-1, operand.Kind == OperandKind.Nothing ? 0 : BitsOf(operand, type), type.IsWide());

    /// <summary>A number as its bits in a type, or the address of a variable.</summary>
    public long BitsOf(Operand operand, PtxType type) => operand.Variable is { } variable
        ? operand.Bits + (variable.Space is StateSpace.Shared or StateSpace.Local or StateSpace.Parameter ? variable.Offset : _addressOf(variable))
        : operand.Real is { } real && type == PtxType.F32 ? (uint)BitConverter.SingleToInt32Bits((float)real)
        : operand.Real is { } wide && type == PtxType.F64 ? BitConverter.DoubleToInt64Bits(wide)
        : operand.Bits;

    private BlockCode Compile(BlockCode?[] known, int block, bool full)
    {
        lock (_translator)
        {
            return known[block] ??= _translator.Translate(Blocks[block], full);
        }
    }

    private void Describe(Instruction i)
    {
        switch (i.Kind)
        {
            case InstructionKind.Load or InstructionKind.Store or InstructionKind.Atomic:
                Operand[] values = i.Kind == InstructionKind.Load ? i.Results : i.Sources[1..];
                Indices.Add(i, _accesses.Count);
                Access(i, i.Sources[0], values, i.Kind == InstructionKind.Atomic ? 1 : values.Length);
                break;
            case InstructionKind.AsyncCopy:
                int words = (int)i.Statement.Operands[2].Bits / 4;
                Indices.Add(i, _copies.Count);
                _copies.Add(new AsyncCopy(
                    Access(SideOf(i, InstructionKind.Load, StateSpace.Global), i.Sources[1], [], words),
                    Access(SideOf(i, InstructionKind.Store, StateSpace.Shared), i.Sources[0], [], words, asynchronous: true),
                    i.Sources.Length > 2 ? PlaceOf(i.Sources[2], PtxType.U32) : null));
                break;
            case InstructionKind.Warp:
                Indices.Add(i, _warpOperations.Count);
                _warpOperations.Add(new WarpOperation(
                    i,
                    [.. i.Results.Select(result => PlaceOf(result, PtxType.B32))],
                    [.. i.Sources.Select(source => PlaceOf(source, PtxType.B32))],
                    MatrixForm.All.GetValueOrDefault(i.Mode)));
                break;
            default:
                break;
        }
    }

    private MemoryAccess Access(Instruction i, Operand address, Operand[] values, int count, bool asynchronous = false)
    {
        MemoryAccess access = new()
        {
            Instruction = i,
            Index = _accesses.Count,
            Address = address.Register >= 0 ? Layout[address.Register] : -1,
            HasWideAddress = address.Register >= 0 && IsWide(address.Register),
            Offset = BitsOf(address, PtxType.U64),
            Size = i.Type.Size(),
            Count = count,
            Values = [.. values.Select(value => PlaceOf(value, i.Type))],
            Result = i.Kind == InstructionKind.Atomic && i.Results.Length > 0 ? PlaceOf(i.Results[0], i.Type) : new OperandPlace(-1, 0, false),
            IsAsynchronous = asynchronous,
        };
        _accesses.Add(access);
        return access;
    }

    /// <summary>The read or the write of an asynchronous copy.</summary>
    private static Instruction SideOf(Instruction copy, InstructionKind kind, StateSpace space) =>
        new() { Statement = copy.Statement, Kind = kind, Type = copy.Type, Space = space };
}
