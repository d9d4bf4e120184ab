using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Translation;

/// <summary>
/// Turns a basic block into a method that runs it for the 32 lanes of a warp, sixteen or eight at a time. Registers are
/// in memory, so a warp can stop at a barrier and go on later.
/// </summary>
internal sealed partial class BlockTranslator(KernelProgram program, bool observed)
{
    private static readonly Type[] s_arguments = [typeof(byte*), typeof(uint), typeof(WarpContext)];

    /// <summary>The method for warps with all lanes active (<paramref name="full"/>), or with any.</summary>
    public BlockCode Translate(BasicBlock block, bool full)
    {
        DynamicMethod method = new($"{program.Kernel.Name}_{block.Index}{(full ? "" : "_masked")}", typeof(uint), s_arguments, typeof(BlockTranslator).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        foreach (Instruction i in block.Body)
        {
            Emit(il, i, full);
        }

        if (block.Last is { } last)
        {
            CheckRegisters(il, last, full);
            EmitGuard(il, last);
        }
        else
        {
            il.Emit(OpCodes.Ldc_I4_0);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<BlockCode>();
    }

    /// <exception cref="PtxException">An operand has a size that its instruction does not take.</exception>
    public void Check(BasicBlock block)
    {
        foreach (Instruction i in block.Body.Where(i => i.Lane is not null))
        {
            ParameterInfo[] parameters = i.Lane!.GetParameters();
            for (int p = 0; p < parameters.Length; p++)
            {
                CheckSize(i, i.Sources[p], parameters[p].ParameterType);
            }

            if (i.Kind == InstructionKind.Lane)
            {
                CheckSize(i, i.Results[0], i.Lane.ReturnType);
            }
        }
    }

    private void CheckSize(Instruction i, Operand operand, Type type)
    {
        bool wide = SizeOf(type) == 8;
        if (operand.Kind == OperandKind.Register && (program.IsWide(operand.Register) != wide || program.IsPredicate(operand.Register)))
        {
            throw i.Statement.Unsupported($"a register of {(wide ? "64" : "at most 32")} bits is needed");
        }

        if (operand.Kind is OperandKind.Label or OperandKind.Vector or OperandKind.Address)
        {
            throw i.Statement.Unsupported("a register or a number is needed");
        }
    }

    private static int SizeOf(Type type) =>
        type == typeof(long) || type == typeof(ulong) || type == typeof(double) ? 8 : 4;

    private void Emit(ILGenerator il, Instruction i, bool full)
    {
        CheckRegisters(il, i, full);
        Mask mask = MaskOf(il, i, full);
        switch (i.Kind)
        {
            case InstructionKind.Lane:
                if (i.Results[0].Kind == OperandKind.Nothing)
                {
                    break;
                }

                if (i.Vector is not null)
                {
                    EmitVector(il, i, mask);
                }
                else
                {
                    EmitLanes(il, i.Lane!, i.Results[0], [.. i.Sources.Select(s => (Operand?)s)], mask, i);
                }

                break;
            case InstructionKind.Compare:
                EmitComparison(il, i, mask);
                break;
            case InstructionKind.Logic:
                EmitLogic(il, i, mask);
                break;
            case InstructionKind.Select:
                EmitSelect(il, i, mask);
                break;
            case InstructionKind.Move:
                EmitMove(il, i, mask);
                break;
            case InstructionKind.Pack when i.Vector is not null:
                EmitVector(il, i, mask);
                break;
            case InstructionKind.Pack:
                EmitLanes(il, PackFunction(i, i.Sources.Length), i.Results[0], [.. i.Sources.Select(s => (Operand?)s)], mask, i);
                break;
            case InstructionKind.Unpack:
                for (int part = 0; part < i.Results.Length; part++)
                {
                    if (i.Results[part].Kind == OperandKind.Register)
                    {
                        EmitLanes(il, UnpackFunction(i), i.Results[part], [i.Sources[0], new Operand(OperandKind.Immediate) { Bits = part }], mask, i);
                    }
                }

                break;
            case InstructionKind.Load:
                EmitCall(il, observed ? nameof(MemoryFunctions.ObservedLoad) : nameof(MemoryFunctions.Load), typeof(MemoryFunctions), mask, program.Indices[i]);
                break;
            case InstructionKind.Store:
                EmitCall(il, observed ? nameof(MemoryFunctions.ObservedStore) : nameof(MemoryFunctions.Store), typeof(MemoryFunctions), mask, program.Indices[i]);
                break;
            case InstructionKind.Atomic:
                EmitCall(il, observed ? nameof(MemoryFunctions.ObservedAtomic) : nameof(MemoryFunctions.Atomic), typeof(MemoryFunctions), mask, program.Indices[i]);
                break;
            case InstructionKind.AsyncCopy:
                EmitCall(il, nameof(AsyncFunctions.Copy), typeof(AsyncFunctions), mask, program.Indices[i]);
                break;
            case InstructionKind.AsyncGroup:
                EmitCall(
                    il,
                    i.Mode == "commit" ? nameof(AsyncFunctions.Commit) : nameof(AsyncFunctions.Wait),
                    typeof(AsyncFunctions),
                    mask,
                    i.Sources is [{ } left] ? (int)left.Bits : AsyncFunctions.All);
                break;
            case InstructionKind.Warp:
                EmitCall(il, nameof(WarpFunctions.Run), typeof(WarpFunctions), mask, program.Indices[i]);
                break;
            default:
                break;
        }

        MarkRegisters(il, i, mask);
    }

    private void EmitSelect(ILGenerator il, Instruction i, Mask mask)
    {
        Type type = i.Type.IsWide() ? typeof(Vector512<ulong>) : typeof(Vector512<uint>);
        Operand predicate = i.Sources[2];
        for (int part = 0; part < (i.Type.IsWide() ? 4 : 2); part++)
        {
            int target = program.Layout[i.Results[0].Register] + (64 * part);
            Address(il, target);
            LoadRaw(il, i.Sources[0], i.Type, type, part);
            LoadRaw(il, i.Sources[1], i.Type, type, part);
            LoadPredicate(il, predicate.Register, predicate.Negated);
            il.Emit(OpCodes.Ldc_I4, part);
            il.Emit(OpCodes.Call, typeof(VectorFunctions).GetMethod(nameof(VectorFunctions.Select))!.MakeGenericMethod(type.GenericTypeArguments));
            EmitBlend(il, type, target, mask, part);
            il.Emit(OpCodes.Stobj, type);
        }
    }

    private void EmitMove(ILGenerator il, Instruction i, Mask mask)
    {
        Operand result = i.Results[0];
        Operand source = i.Sources[0];
        if (result.Kind == OperandKind.Nothing)
        {
            return;
        }

        if (i.Type == PtxType.Pred)
        {
            EmitLogic(il, new Instruction { Statement = i.Statement, Kind = InstructionKind.Logic, Mode = "or", Results = i.Results, Sources = [source, source] }, mask);
            return;
        }

        bool wide = program.IsWide(result.Register);
        if (source.Kind == OperandKind.Register && program.IsWide(source.Register) != wide)
        {
            throw i.Statement.Unsupported("source and destination differ in size");
        }

        Type type = wide ? typeof(Vector512<ulong>) : typeof(Vector512<uint>);
        for (int part = 0; part < (wide ? 4 : 2); part++)
        {
            int target = program.Layout[result.Register] + (64 * part);
            Address(il, target);
            LoadRaw(il, source, i.Type, type, part);
            if (i.Mode.Length > 0)
            {
                long window = i.Mode.EndsWith("shared", StringComparison.Ordinal) ? Windows.Shared : Windows.Local;
                LoadVector(il, new Operand(OperandKind.Immediate) { Bits = i.Mode.StartsWith("to", StringComparison.Ordinal) ? -window : window }, type, part);
                il.Emit(OpCodes.Call, type.GetMethod("op_Addition", [type, type])!);
            }

            EmitBlend(il, type, target, mask, part);
            il.Emit(OpCodes.Stobj, type);
        }
    }

    private static MethodInfo PackFunction(Instruction i, int parts) => (i.Type.Size(), parts) switch
    {
        (4, 2) => InstructionDecoder.Lanes["pack.16"],
        (8, 2) => InstructionDecoder.Lanes["pack.32"],
        (8, 4) => InstructionDecoder.Lanes["pack.16.4"],
        _ => throw i.Statement.Unsupported("this packing is not supported"),
    };

    private static MethodInfo UnpackFunction(Instruction i) => (i.Type.Size(), i.Results.Length) switch
    {
        (4, 2) => InstructionDecoder.Lanes["unpack.16"],
        (8, 2) => InstructionDecoder.Lanes["unpack.32"],
        (8, 4) => InstructionDecoder.Lanes["unpack.16.4"],
        _ => throw i.Statement.Unsupported("this unpacking is not supported"),
    };

    private static void EmitCall(ILGenerator il, string name, Type type, Mask mask, int index)
    {
        il.Emit(OpCodes.Ldarg_0);
        mask.Load(il);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Call, type.GetMethod(name)!);
    }
}
