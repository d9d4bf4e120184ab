using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ILComicGAN.PtxMachine;

/// <summary>
/// Turns a basic block into a method that runs it for the 32 lanes of a warp, sixteen or eight at a time. Registers are
/// in memory, so a warp can stop at a barrier and go on later.
/// </summary>
internal sealed class BlockTranslator(KernelProgram program, bool observed)
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
            case InstructionKind.Warp:
                EmitCall(il, nameof(WarpFunctions.Run), typeof(WarpFunctions), mask, program.Indices[i]);
                break;
            default:
                break;
        }

        MarkRegisters(il, i, mask);
    }

    // ---- Masks and uninitialized registers -----------------------------------------------------------------------------

    /// <summary>The lanes that an instruction works on.</summary>
    /// <param name="Full">All 32, known when translating.</param>
    /// <param name="Local">Where they are otherwise; null for the block's own.</param>
    private readonly record struct Mask(bool Full, LocalBuilder? Local)
    {
        public void Load(ILGenerator il)
        {
            if (Local is null)
            {
                il.Emit(OpCodes.Ldarg_1);
            }
            else
            {
                il.Emit(OpCodes.Ldloc, Local);
            }
        }
    }

    private Mask MaskOf(ILGenerator il, Instruction i, bool full)
    {
        if (i.Guard < 0)
        {
            return new Mask(full, null);
        }

        LocalBuilder local = il.DeclareLocal(typeof(uint));
        EmitGuard(il, i);
        il.Emit(OpCodes.Stloc, local);
        return new Mask(false, local);
    }

    /// <summary>The active lanes where the guard is true.</summary>
    private void EmitGuard(ILGenerator il, Instruction i)
    {
        il.Emit(OpCodes.Ldarg_1);
        if (i.Guard >= 0)
        {
            LoadPredicate(il, i.Guard, i.Statement.GuardNegated);
            il.Emit(OpCodes.And);
        }
    }

    private void LoadPredicate(ILGenerator il, int register, bool negated)
    {
        Address(il, program.Layout[register]);
        il.Emit(OpCodes.Ldind_U4);
        if (negated)
        {
            il.Emit(OpCodes.Not);
        }
    }

    private void CheckRegisters(ILGenerator il, Instruction i, bool full)
    {
        if (!observed)
        {
            return;
        }

        Mask mask = new(full, null);
        foreach (int register in i.Reads.Distinct())
        {
            int validity = program.Layout.Validity(register);
            if (validity >= 0)
            {
                il.Emit(OpCodes.Ldarg_0);
                if (i.Guard >= 0 && register != i.Guard)
                {
                    EmitGuard(il, i);
                }
                else
                {
                    mask.Load(il);
                }

                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Ldc_I4, validity);
                il.Emit(OpCodes.Ldc_I4, register);
                il.Emit(OpCodes.Ldc_I4, i.Statement.Line);
                il.Emit(OpCodes.Call, typeof(AccessObserver).GetMethod(nameof(AccessObserver.CheckRegister))!);
            }
        }
    }

    private void MarkRegisters(ILGenerator il, Instruction i, Mask mask)
    {
        if (!observed)
        {
            return;
        }

        foreach (int register in i.Writes)
        {
            int validity = program.Layout.Validity(register);
            if (validity >= 0)
            {
                Address(il, validity);
                Address(il, validity);
                il.Emit(OpCodes.Ldind_U4);
                mask.Load(il);
                il.Emit(OpCodes.Or);
                il.Emit(OpCodes.Stind_I4);
            }
        }
    }

    // ---- Instructions ------------------------------------------------------------------------------------------------

    private void EmitVector(ILGenerator il, Instruction i, Mask mask)
    {
        MethodInfo vector = i.Vector!;
        ParameterInfo[] parameters = vector.GetParameters();
        int parts = PartsOf(vector);
        Type result = vector.ReturnType;
        for (int part = 0; part < parts; part++)
        {
            int target = program.Layout[i.Results[0].Register] + (part * VectorBytes(result));
            Address(il, target);
            for (int p = 0; p < parameters.Length; p++)
            {
                LoadVector(il, i.Sources[p], parameters[p].ParameterType, part);
                EmitAdjust(il, i.Flushes, parameters[p].ParameterType, nameof(VectorFunctions.Flush));
            }

            il.Emit(OpCodes.Call, vector);
            EmitAdjust(il, i.Flushes, result, nameof(VectorFunctions.Flush));
            EmitAdjust(il, i.Saturates, result, nameof(VectorFunctions.Saturate));
            EmitBlend(il, result, target, mask, part);
            il.Emit(OpCodes.Stobj, result);
        }
    }

    private static void EmitAdjust(ILGenerator il, bool wanted, Type type, string function)
    {
        if (wanted && type == typeof(Vector512<float>))
        {
            il.Emit(OpCodes.Call, typeof(VectorFunctions).GetMethod(function)!);
        }
    }

    /// <summary>Keeps the old values of the lanes that are not active.</summary>
    private static void EmitBlend(ILGenerator il, Type type, int target, Mask mask, int part)
    {
        if (mask.Full)
        {
            return;
        }

        Address(il, target);
        il.Emit(OpCodes.Ldobj, type);
        mask.Load(il);
        il.Emit(OpCodes.Ldc_I4, part);
        il.Emit(OpCodes.Call, s_blends[type.GetGenericTypeDefinition()].MakeGenericMethod(type.GenericTypeArguments));
    }

    private static readonly Dictionary<Type, MethodInfo> s_blends = typeof(VectorFunctions).GetMethods()
        .Where(m => m.Name == nameof(VectorFunctions.Blend)).ToDictionary(m => m.ReturnType.GetGenericTypeDefinition());

    private static int PartsOf(MethodInfo vector) => vector.GetParameters().Select(p => p.ParameterType).Append(vector.ReturnType)
        .Any(type => type.IsGenericType && SizeOf(type.GenericTypeArguments[0]) == 8) ? 4 : 2;

    private static int VectorBytes(Type type) => type.GetGenericTypeDefinition() == typeof(Vector512<>) ? 64 : 32;

    private void LoadVector(ILGenerator il, Operand operand, Type type, int part)
    {
        Type element = type.GenericTypeArguments[0];
        if (operand.Kind == OperandKind.Register)
        {
            Address(il, program.Layout[operand.Register] + (part * VectorBytes(type)));
            il.Emit(OpCodes.Ldobj, type);
            return;
        }

        LoadConstant(il, operand, element);
        Type container = VectorBytes(type) == 64 ? typeof(Vector512) : typeof(Vector256);
        il.Emit(OpCodes.Call, container.GetMethods().Single(m =>
            m.Name == "Create" && m.IsGenericMethod && m.GetParameters() is [{ ParameterType.IsGenericParameter: true }]).MakeGenericMethod(element));
    }

    private void LoadConstant(ILGenerator il, Operand operand, Type type)
    {
        if (type == typeof(float))
        {
            il.Emit(OpCodes.Ldc_R4, BitConverter.Int32BitsToSingle((int)program.BitsOf(operand, PtxType.F32)));
        }
        else if (type == typeof(double))
        {
            il.Emit(OpCodes.Ldc_R8, BitConverter.Int64BitsToDouble(program.BitsOf(operand, PtxType.F64)));
        }
        else if (SizeOf(type) == 8)
        {
            il.Emit(OpCodes.Ldc_I8, program.BitsOf(operand, PtxType.B64));
        }
        else
        {
            int bits = (int)program.BitsOf(operand, PtxType.B32);
            il.Emit(OpCodes.Ldc_I4, type == typeof(ushort) ? (ushort)bits : type == typeof(short) ? (short)bits
                : type == typeof(byte) ? (byte)bits : type == typeof(sbyte) ? (sbyte)bits : bits);
        }
    }

    /// <summary>Lane by lane, for what no vector function does.</summary>
    private void EmitLanes(ILGenerator il, MethodInfo function, Operand result, Operand?[] sources, Mask mask, Instruction i)
    {
        ParameterInfo[] parameters = function.GetParameters();
        Loop(il, mask, lane =>
        {
            LaneAddress(il, program.Layout[result.Register], lane, SizeOf(function.ReturnType));
            for (int p = 0; p < parameters.Length; p++)
            {
                Type type = parameters[p].ParameterType;
                LoadLane(il, sources[p]!, type, lane);
                if (i.Flushes && type == typeof(float))
                {
                    il.Emit(OpCodes.Call, typeof(LaneFunctions).GetMethod(nameof(LaneFunctions.Flush))!);
                }
            }

            il.Emit(OpCodes.Call, function);
            if (i.Flushes && function.ReturnType == typeof(float))
            {
                il.Emit(OpCodes.Call, typeof(LaneFunctions).GetMethod(nameof(LaneFunctions.Flush))!);
            }

            if (i.Saturates && function.ReturnType == typeof(float))
            {
                il.Emit(OpCodes.Call, typeof(LaneFunctions).GetMethod(nameof(LaneFunctions.Saturate))!);
            }

            il.Emit(StoreOf(function.ReturnType));
        });
    }

    private void LoadLane(ILGenerator il, Operand operand, Type type, LocalBuilder lane)
    {
        if (operand.Kind != OperandKind.Register)
        {
            LoadConstant(il, operand, type);
            return;
        }

        LaneAddress(il, program.Layout[operand.Register], lane, SizeOf(type));
        il.Emit(LoadOf(type));
    }

    private static OpCode LoadOf(Type type) =>
        type == typeof(float) ? OpCodes.Ldind_R4 : type == typeof(double) ? OpCodes.Ldind_R8
        : type == typeof(long) || type == typeof(ulong) ? OpCodes.Ldind_I8
        : type == typeof(ushort) ? OpCodes.Ldind_U2 : type == typeof(short) ? OpCodes.Ldind_I2
        : type == typeof(byte) ? OpCodes.Ldind_U1 : type == typeof(sbyte) ? OpCodes.Ldind_I1
        : OpCodes.Ldind_I4;

    private static OpCode StoreOf(Type type) =>
        type == typeof(float) ? OpCodes.Stind_R4 : type == typeof(double) ? OpCodes.Stind_R8
        : type == typeof(long) || type == typeof(ulong) ? OpCodes.Stind_I8 : OpCodes.Stind_I4;

    /// <summary>Runs <paramref name="body"/> for each active lane.</summary>
    private static void Loop(ILGenerator il, Mask mask, Action<LocalBuilder> body)
    {
        LocalBuilder lane = il.DeclareLocal(typeof(int));
        Label top = il.DefineLabel();
        Label skip = il.DefineLabel();
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Stloc, lane);
        il.MarkLabel(top);
        if (!mask.Full)
        {
            mask.Load(il);
            il.Emit(OpCodes.Ldloc, lane);
            il.Emit(OpCodes.Shr_Un);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Brfalse, skip);
        }

        body(lane);
        il.MarkLabel(skip);
        il.Emit(OpCodes.Ldloc, lane);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, lane);
        il.Emit(OpCodes.Ldloc, lane);
        il.Emit(OpCodes.Ldc_I4, 32);
        il.Emit(OpCodes.Blt, top);
    }

    private void EmitComparison(ILGenerator il, Instruction i, Mask mask)
    {
        LocalBuilder bits = il.DeclareLocal(typeof(uint));
        if (i.Vector is not null)
        {
            ParameterInfo[] parameters = i.Vector.GetParameters();
            int parts = PartsOf(i.Vector);
            for (int part = 0; part < parts; part++)
            {
                for (int p = 0; p < parameters.Length; p++)
                {
                    LoadVector(il, i.Sources[p], parameters[p].ParameterType, part);
                    EmitAdjust(il, i.Flushes, parameters[p].ParameterType, nameof(VectorFunctions.Flush));
                }

                il.Emit(OpCodes.Call, i.Vector);
                if (part > 0)
                {
                    il.Emit(OpCodes.Ldc_I4, part * (32 / parts));
                    il.Emit(OpCodes.Shl);
                    il.Emit(OpCodes.Ldloc, bits);
                    il.Emit(OpCodes.Or);
                }

                il.Emit(OpCodes.Stloc, bits);
            }
        }
        else
        {
            ParameterInfo[] parameters = i.Lane!.GetParameters();
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Stloc, bits);
            Loop(il, mask, lane =>
            {
                for (int p = 0; p < parameters.Length; p++)
                {
                    LoadLane(il, i.Sources[p], parameters[p].ParameterType, lane);
                    if (i.Flushes && parameters[p].ParameterType == typeof(float))
                    {
                        il.Emit(OpCodes.Call, typeof(LaneFunctions).GetMethod(nameof(LaneFunctions.Flush))!);
                    }
                }

                il.Emit(OpCodes.Call, i.Lane);
                il.Emit(OpCodes.Ldloc, lane);
                il.Emit(OpCodes.Shl);
                il.Emit(OpCodes.Ldloc, bits);
                il.Emit(OpCodes.Or);
                il.Emit(OpCodes.Stloc, bits);
            });
        }

        for (int r = 0; r < i.Results.Length; r++)
        {
            // Both results are found before either is written: the joined predicate may be one of them.
            bool complement = r == 1;
            EmitJoin(il, i, bits, complement);
            LocalBuilder joined = il.DeclareLocal(typeof(uint));
            il.Emit(OpCodes.Stloc, joined);
            if (r == i.Results.Length - 1)
            {
                StorePredicate(il, i.Results[r], joined, mask);
            }
            else
            {
                EmitJoin(il, i, bits, complement: true);
                LocalBuilder second = il.DeclareLocal(typeof(uint));
                il.Emit(OpCodes.Stloc, second);
                StorePredicate(il, i.Results[0], joined, mask);
                StorePredicate(il, i.Results[1], second, mask);
                break;
            }
        }
    }

    private void EmitJoin(ILGenerator il, Instruction i, LocalBuilder bits, bool complement)
    {
        il.Emit(OpCodes.Ldloc, bits);
        if (complement)
        {
            il.Emit(OpCodes.Not);
        }

        if (i.Joins is not null)
        {
            Operand with = i.Sources[^1];
            LoadPredicate(il, with.Register, with.Negated);
            il.Emit(i.Joins switch { "and" => OpCodes.And, "or" => OpCodes.Or, _ => OpCodes.Xor });
        }
    }

    private void StorePredicate(ILGenerator il, Operand result, LocalBuilder bits, Mask mask)
    {
        if (result.Kind == OperandKind.Nothing)
        {
            return;
        }

        int at = program.Layout[result.Register];
        Address(il, at);
        if (mask.Full)
        {
            il.Emit(OpCodes.Ldloc, bits);
        }
        else
        {
            Address(il, at);
            il.Emit(OpCodes.Ldind_U4);
            mask.Load(il);
            il.Emit(OpCodes.Not);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Ldloc, bits);
            mask.Load(il);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Or);
        }

        il.Emit(OpCodes.Stind_I4);
    }

    private void EmitLogic(ILGenerator il, Instruction i, Mask mask)
    {
        LoadLogic(i.Sources[0]);
        if (i.Mode == "not")
        {
            il.Emit(OpCodes.Not);
        }
        else
        {
            LoadLogic(i.Sources[1]);
            il.Emit(i.Mode switch { "and" => OpCodes.And, "or" => OpCodes.Or, _ => OpCodes.Xor });
        }

        LocalBuilder bits = il.DeclareLocal(typeof(uint));
        il.Emit(OpCodes.Stloc, bits);
        StorePredicate(il, i.Results[0], bits, mask);

        void LoadLogic(Operand operand)
        {
            if (operand.Kind == OperandKind.Register)
            {
                LoadPredicate(il, operand.Register, operand.Negated);
            }
            else
            {
                il.Emit(OpCodes.Ldc_I4, operand.Bits != 0 ? -1 : 0);
            }
        }
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

    /// <summary>A register or a number as bits, whatever its type.</summary>
    private void LoadRaw(ILGenerator il, Operand operand, PtxType type, Type vector, int part)
    {
        LoadVector(
            il,
            operand.Kind == OperandKind.Register ? operand : new Operand(OperandKind.Immediate) { Bits = program.BitsOf(operand, type) },
            vector,
            part);
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

    private static void Address(ILGenerator il, int offset)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, offset);
        il.Emit(OpCodes.Add);
    }

    private static void LaneAddress(ILGenerator il, int offset, LocalBuilder lane, int size)
    {
        Address(il, offset);
        il.Emit(OpCodes.Ldloc, lane);
        il.Emit(OpCodes.Ldc_I4, size);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }
}
